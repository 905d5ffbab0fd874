import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, jsonForScript } from './html.ts';

describe('html', () => {
  it('no words can become markup', () => {
    fc.assert(
      fc.property(fc.string(), (words) => {
        const { markup } = html`<p title="${words}">${words}</p>`;
        expect(markup.slice(10, -4)).not.toMatch(/<|>(?!.*">)|'/s.test(words) ? /<script|'/ : /<(?!\/p)/);
        expect(markup.replace('<p title="', '').replace('</p>', '')).not.toContain('<');
      }),
    );
  });

  it('holes take markup, lists of it and nothing', () => {
    expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}${null}${false}</ul>`.markup).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    );
  });

  it('data cannot end its element', () => {
    expect(jsonForScript({ a: '</script><b>' }).markup).not.toContain('<');
    expect(JSON.parse(jsonForScript({ a: '</script>' }).markup)).toEqual({ a: '</script>' });
  });
});
