// The cockpit as Ink draws it: a column of rows, each a run of styled spans. What stands in them
// is decided in `frame.ts`; here it only gets its looks.

import { Box, Text } from "ink";
import { memo, useSyncExternalStore } from "react";
import { type Line, type Palette, sameLine } from "./theme.js";

/** A row of the screen, counted from 0, and what it is to show. */
export interface ScreenRow {
  readonly at: number;
  readonly line: Line;
}

/** Rows to draw, how wide, and in what looks. */
export interface Drawing {
  readonly columns: number;
  readonly palette: Palette;
  readonly rows: readonly ScreenRow[];
}

/** Where the app reads what it draws. */
export interface DrawingSource {
  subscribe(onChange: () => void): () => void;
  read(): Drawing;
}

interface AppProps {
  readonly source: DrawingSource;
}

/** The rows of a drawing, one below the other. */
export function App({ source }: AppProps) {
  const { columns, palette, rows } = useSyncExternalStore(source.subscribe, source.read);
  return (
    <Box width={columns} height={rows.length} flexDirection="column">
      {rows.map(({ at, line }) => (
        <Row key={at} line={line} palette={palette} />
      ))}
    </Box>
  );
}

interface RowProps {
  readonly line: Line;
  readonly palette: Palette;
}

const Row = memo(
  function Row({ line, palette }: RowProps) {
    if (line.every(({ text }) => text === "")) return <Text> </Text>;
    return (
      <Text wrap="truncate">
        {line.map(({ text, role }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span is known by its place alone
          <Text key={place} {...palette[role]}>
            {text}
          </Text>
        ))}
      </Text>
    );
  },
  (before, after) => before.palette === after.palette && sameLine(before.line, after.line),
);
