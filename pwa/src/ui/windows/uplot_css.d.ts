/** The styles of the library of plots, put in as text by the build. */
declare module 'uplot/dist/uPlot.min.css?text' {
  const text: string;
  export default text;
}
