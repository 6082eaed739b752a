// The cockpit as Ink draws it: a column of rows, each a run of styled spans. What stands in them
// is decided in `frame.ts`; here it only gets its looks.

import { Box, Text } from "ink";
import { memo, useSyncExternalStore } from "react";
import type { CockpitState, CurvePlotter } from "./cockpit-state.js";
import { frameLines } from "./frame.js";
import { type Line, styleOf } from "./theme.js";

/** Where the app reads what it shows. */
export interface CockpitSource {
  subscribe(onChange: () => void): () => void;
  read(): CockpitState;
}

interface AppProps {
  readonly source: CockpitSource;
  readonly plot: CurvePlotter;
  readonly isColorful: boolean;
}

/** The whole screen. */
export function App({ source, plot, isColorful }: AppProps) {
  const state = useSyncExternalStore(source.subscribe, source.read);
  const { columns, rows } = state;
  return (
    <Box width={columns} height={rows} flexDirection="column" overflow="hidden">
      {frameLines(state, plot).map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place alone
        <Row key={place} line={line} isColorful={isColorful} />
      ))}
    </Box>
  );
}

interface RowProps {
  readonly line: Line;
  readonly isColorful: boolean;
}

const sameText = (a: RowProps, b: RowProps): boolean =>
  a.line.length === b.line.length &&
  a.line.every(({ text, role }, place) => {
    const other = b.line[place];
    return other !== undefined && other.text === text && other.role === role;
  });

const Row = memo(function Row({ line, isColorful }: RowProps) {
  if (line.every(({ text }) => text === "")) return <Text> </Text>;
  return (
    <Text wrap="truncate">
      {line.map(({ text, role }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span is known by its place alone
        <Text key={place} {...styleOf(role, isColorful)}>
          {text}
        </Text>
      ))}
    </Text>
  );
}, sameText);
