declare module "topojson-client" {
  import type { Position } from "./svg.ts";
  interface Land {
    features: { geometry: { coordinates: Position[][][] } }[];
  }
  export function feature(topology: unknown, object: unknown): Land;
}
