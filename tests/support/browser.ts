/** Cookies and redirects as a browser keeps them, for journeys over several servers without a browser. */
export class CookieBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  jar(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    return jar;
  }

  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const jar = this.jar(url);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const isOver = /max-age=0|expires=thu, 01 jan 1970/i.test(line);
      if (isOver) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  postJson(url: string, body: unknown): Promise<Response> {
    const { origin } = new URL(url);
    const headers = { 'content-type': 'application/json', origin };
    return this.request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Follows redirects until there is a page, or a redirect to one of `stops`. */
  async follow(url: string, stops: (url: string) => boolean): Promise<{ url: string; page: string }> {
    let at = url;
    for (let hop = 0; hop < 12; hop++) {
      if (stops(at)) return { url: at, page: '' };
      const response = await this.request(at);
      const location = response.headers.get('location');
      if (location === null) return { url: at, page: await response.text() };
      at = new URL(location, at).href;
    }
    throw new Error(`too many redirects, last to ${at}`);
  }
}
