/** The bundler gives drawings as text. */
declare module '*.svg' {
  const text: string;
  export default text;
}
