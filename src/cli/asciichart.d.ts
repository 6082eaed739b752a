// asciichart ships no types; this is the part of it that we use.
declare module "asciichart" {
  interface PlotConfig {
    readonly height?: number;
    readonly format?: (value: number) => string;
  }
  const asciichart: { plot(series: readonly number[], config?: PlotConfig): string };
  export default asciichart;
}
