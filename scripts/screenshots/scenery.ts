import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from '@playwright/test';

/**
 * What the cameras of the pictures see: a drawn hall and drawn people, nobody's faces. Chromium plays them as a camera
 * (`--use-file-for-fake-video-capture`), so that everything behind the lens is the real thing.
 */
const width = 1280;
const height = 720;

interface Look {
  readonly coat: string;
  readonly skin: string;
  readonly hair: string;
}
const hallLook: Look = { coat: '#172225', skin: '#ad957c', hair: '#12191a' };

/** Head and shoulders; `x` is the middle, `y` the lower edge, `size` the height. */
function figure(x: number, y: number, size: number, { coat, skin, hair }: Look): string {
  return `<g transform="translate(${x} ${y}) scale(${size / 100})">
    <path d="M-52 2c1-31 15-40 34-44l7-11h22l7 11c19 4 33 13 34 44z" fill="${coat}"/>
    <ellipse cx="0" cy="-68" rx="18" ry="22" fill="${skin}"/>
    <path d="M-20-66c-2-18 7-28 20-28s22 10 20 28c-3-8-6-12-11-14-8 3-18 3-22 0-3 4-5 8-7 14z" fill="${hair}"/></g>`;
}

const back = (x: number, y: number, size: number): string =>
  figure(x, y, size, { coat: '#070c0d', skin: '#070c0d', hair: '#070c0d' });

const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

/** A meeting hall seen from its last row: panelled wall, screen, the chair's table, two wings, backs in front. */
export function hall(): string {
  const slats = times(43, (i) => `<path d="M${296 + i * 16} 140v294" stroke="#212c2c" stroke-width="3" opacity=".6"/>`);
  const lamps = times(4, (i) => {
    const [top, low] = [200 + i * 280, 420 + i * 142];
    return `<path d="M${top} 0h38L${low} 130h-13z" fill="#efe0bd" opacity=".4"/>`;
  });
  const wing = times(4, (i) => figure(372 - i * 56, 494 + i * 36, 66 + i * 14, hallLook));
  const papers = times(5, (i) => `<path d="M${468 + i * 76} 400h30l2-12h-34z" fill="#e7dec9" opacity=".85"/>`);
  const side = `<path d="M424 478h58L356 634H240z" fill="#5b4a37"/><path d="M240 634h116v24H240z" fill="#33291f"/>${wing}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <defs>
      <linearGradient id="wall" x2="0" y2="1"><stop stop-color="#3f4e4c"/><stop offset="1" stop-color="#2a3637"/></linearGradient>
      <linearGradient id="floor" x2="0" y2="1"><stop stop-color="#2b3433"/><stop offset="1" stop-color="#10181a"/></linearGradient>
      <radialGradient id="light" cx=".5" cy=".36" r=".62"><stop stop-color="#ecdcb6" stop-opacity=".36"/><stop offset="1" stop-color="#ecdcb6" stop-opacity="0"/></radialGradient>
    </defs>
    <rect width="${width}" height="${height}" fill="#121a1c"/>
    <path d="M0 0h${width}L990 140H290z" fill="#1c2627"/>${lamps}
    <path d="M0 0 290 140v294L0 602z" fill="#1b2526"/><path d="M${width} 0 990 140v294l290 168z" fill="#1f2a2b"/>
    <rect x="290" y="140" width="700" height="294" fill="url(#wall)"/>${slats}
    <path d="M0 602 290 434h700l290 168v118H0z" fill="url(#floor)"/>
    <rect x="446" y="160" width="388" height="176" fill="#0b1516"/><rect x="453" y="167" width="374" height="162" fill="#17434b"/>
    <text x="640" y="232" font-family="Noto Serif CJK SC" font-weight="700" font-size="27" fill="#e6efe9" text-anchor="middle">更新片区学位配套</text>
    <text x="640" y="272" font-family="Noto Serif CJK SC" font-weight="700" font-size="27" fill="#e6efe9" text-anchor="middle">远程协商会</text>
    <path d="M546 296h188" stroke="#dfe9e4" stroke-width="2" opacity=".5"/>
    ${times(5, (i) => figure(488 + i * 76, 416, 58, hallLook))}
    <path d="M430 398h420l20 48H410z" fill="#6a5640"/><path d="M430 398h420l3 7H427z" fill="#94795a"/><path d="M410 446h460v20H410z" fill="#3d3226"/>${papers}
    ${side}<g transform="translate(${width} 0) scale(-1 1)">${side}</g>
    <rect width="${width}" height="${height}" fill="url(#light)"/>
    ${back(96, 744, 186)}${back(352, 752, 196)}${back(640, 746, 184)}${back(922, 752, 196)}${back(1188, 746, 188)}
  </svg>`;
}

export interface Sitter extends Look {
  readonly collar: string;
  readonly hasLongHair: boolean;
}

/** One person at home before a window and a shelf of books. */
export function portrait({ coat, skin, hair, collar, hasLongHair }: Sitter): string {
  const colours = ['#6d6450', '#37494c', '#4b6264', '#98876a', '#74684f', '#54695f', '#85765a'];
  const books = (row: number): string =>
    times(12, (i) => {
      const tall = 76 + ((i * 37 + row * 23) % 40);
      return `<rect x="${890 + i * 28}" y="${180 + row * 158 - tall}" width="${17 + ((i * 7 + row) % 9)}" height="${tall}" fill="${colours[(i * 3 + row) % colours.length]}"/>`;
    });
  const long = `<path d="M640 180c-96 0-146 66-142 168 3 90-12 138-28 186 44 28 106 34 170 34s126-6 170-34c-16-48-32-96-28-186 4-102-46-168-142-168z" fill="${hair}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
    <defs>
      <linearGradient id="room" x2="1" y2="1"><stop stop-color="#5f6e69"/><stop offset="1" stop-color="#2f3d3f"/></linearGradient>
      <radialGradient id="sun" cx=".14" cy=".2" r=".75"><stop stop-color="#f4e3bd" stop-opacity=".55"/><stop offset="1" stop-color="#f4e3bd" stop-opacity="0"/></radialGradient>
      <linearGradient id="cheek" x2="1" y2="0"><stop offset=".35" stop-opacity="0"/><stop offset="1" stop-opacity=".28"/></linearGradient>
      <filter id="far" x="-5%" y="-5%" width="110%" height="110%"><feGaussianBlur stdDeviation="5"/></filter>
    </defs>
    <rect width="${width}" height="${height}" fill="url(#room)"/>
    <g filter="url(#far)"><rect x="80" y="62" width="262" height="400" fill="#c9cdbf" opacity=".5"/>
      <path d="M211 62v400M80 254h262" stroke="#4d5b5a" stroke-width="9" opacity=".7"/>
      <path d="M40 40h60c14 160 0 320-20 466H40zM320 40h64v466h-40c-18-146-28-296-24-466z" fill="#8a8672" opacity=".55"/>
      <g opacity=".85">${times(3, (row) => `<path d="M880 ${184 + row * 158}h360" stroke="#2a3434" stroke-width="11"/>${books(row)}`)}</g></g>
    <rect width="${width}" height="${height}" fill="url(#sun)"/>
    ${hasLongHair ? long : ''}
    <path d="M296 720c8-112 74-144 168-166 54-12 92-20 106-42h140c14 22 52 30 106 42 94 22 160 54 168 166z" fill="${coat}"/>
    <path d="M584 462h112v62l26 20-82 112-82-112 26-20z" fill="${skin}"/><path d="M584 462h112v40c-30 26-82 26-112 0z" fill="#000" opacity=".14"/>
    <path d="M560 532l80 122-20 66h-44l-46-170zM720 532l-80 122 20 66h44l46-170z" fill="${collar}"/>
    <path d="M542 364c0-98 42-138 98-138s98 40 98 138c0 84-42 156-98 156s-98-72-98-156z" fill="${skin}"/>
    <path d="M542 364c0-98 42-138 98-138s98 40 98 138c0 84-42 156-98 156s-98-72-98-156z" fill="url(#cheek)"/>
    <path d="M532 388c-16-126 28-190 108-190s122 62 108 190c-12-54-30-92-58-122-46 30-104 40-136 44-10 22-16 46-22 78z" fill="${hair}"/>
  </svg>`;
}

/** Writes a drawing as a film Chromium can play as a camera: one JPEG after the other. */
export async function film(browser: Browser, folder: string, name: string, drawing: string): Promise<string> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`);
  const frame = await page.screenshot({ type: 'jpeg', quality: 92 });
  await page.close();
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.mjpeg`);
  writeFileSync(file, Buffer.concat([frame, frame, frame]));
  return file;
}
