import js from '@eslint/js';

const BROWSER = [
  'AbortController', 'Blob', 'EventSource', 'FormData', 'HTMLButtonElement', 'ResizeObserver', 'TextDecoder', 'URL', 'addEventListener',
  'clearTimeout', 'devicePixelRatio', 'document', 'fetch', 'getComputedStyle', 'history', 'localStorage', 'location',
  'matchMedia', 'navigator', 'performance', 'requestAnimationFrame', 'setInterval', 'setTimeout', 'uPlot',
];

export default [js.configs.recommended, {
  languageOptions: { globals: Object.fromEntries(BROWSER.map((name) => [name, 'readonly'])) },
  rules: {
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'prefer-const': 'error',
    'no-var': 'error',
    curly: ['error', 'multi-line'],
    'no-eval': 'error',
    'no-implied-eval': 'error',
  },
}];
