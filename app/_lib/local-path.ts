/** Where to go after signing in: a page of this site, whatever the address bar was made to say. */
export const localPath = (from: string | undefined): string => (from && /^\/(?![/\\])/.test(from) ? from : '/desk');
