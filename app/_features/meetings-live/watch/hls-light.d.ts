/** The smaller build, without subtitles, several sounds and encryption; the library types only the whole one. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}
