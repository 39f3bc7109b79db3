import UPlot from 'uplot';
declare global {
  const uPlot: typeof UPlot;
  interface String { toWellFormed?(): string }
}
