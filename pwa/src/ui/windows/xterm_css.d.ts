/** The terminal's styles, put in as text by the build. */
declare module '@xterm/xterm/css/xterm.css?text' {
  const text: string;
  export default text;
}
