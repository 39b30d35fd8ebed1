/** The charts themselves: everything that weighs, in a chunk of its own. Colours are the page's tokens. */
import { useEffect, useState, type ReactNode } from "react";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { percent } from "../../ui/format.ts";

const HEIGHT = 260;
const axis = { fill: "var(--muted)", fontSize: 13 };

/** The frame of a chart: its name, its height from the start, and points read aloud as arrow keys reach them. */
function Drawn({
  name,
  children,
}: {
  readonly name: string;
  readonly children: (onRead: (text: string) => void) => ReactNode;
}) {
  const [read, setRead] = useState("");
  return (
    <div role="group" aria-label={name} className="h-[260px] w-full">
      {children(setRead)}
      <p role="status" className="sr-only">
        {read}
      </p>
    </div>
  );
}

interface PointProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: { readonly words?: string } }[];
  readonly onRead: (text: string) => void;
}

/** Beside the point that the pointer or the arrow keys are on. */
function Point({ active, payload, onRead }: PointProps) {
  const words = active === true ? (payload?.[0]?.payload?.words ?? "") : "";
  useEffect(() => onRead(words), [words, onRead]);
  if (words === "") return null;
  return (
    <p className="rounded-control border border-line-strong bg-card px-3 py-2 text-sm text-ink shadow-lg">
      {words}
    </p>
  );
}

export interface SharePoint {
  readonly label: string;
  readonly share: number | null;
  /** What it is compared with, drawn dashed. */
  readonly control?: number | null;
  /** The same point, for the ear. */
  readonly words: string;
}

/** Shares over time: a line from 0 upward. */
export function ShareLine({
  name,
  points,
}: {
  readonly name: string;
  readonly points: readonly SharePoint[];
}) {
  return (
    <Drawn name={name}>
      {(onRead) => (
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <LineChart data={[...points]} margin={{ top: 8, right: 16, bottom: 0, left: 0 }}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="label" tick={axis} stroke="var(--line-strong)" minTickGap={40} />
            <YAxis
              width={56}
              tick={axis}
              stroke="var(--line-strong)"
              domain={[0, "auto"]}
              tickFormatter={(share: number) => percent(share)}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--line-strong)" }}
              content={<Point onRead={onRead} />}
            />
            <Line
              dataKey="share"
              stroke="var(--brand)"
              strokeWidth={3}
              dot={false}
              activeDot={{ r: 5, fill: "var(--brand)" }}
              isAnimationActive={false}
            />
            <Line
              dataKey="control"
              stroke="var(--muted)"
              strokeWidth={2}
              strokeDasharray="6 5"
              dot={false}
              activeDot={{ r: 4, fill: "var(--muted)" }}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      )}
    </Drawn>
  );
}

export interface MonthBar {
  readonly label: string;
  readonly amount: number;
  readonly words: string;
}

/** Amounts per month, from 0. */
export function MonthBars({
  name,
  bars,
  written,
}: {
  readonly name: string;
  readonly bars: readonly MonthBar[];
  readonly written: (amount: number) => string;
}) {
  return (
    <Drawn name={name}>
      {(onRead) => (
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart data={[...bars]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="label" tick={axis} stroke="var(--line-strong)" minTickGap={12} />
            <YAxis width={76} tick={axis} stroke="var(--line-strong)" tickFormatter={written} />
            <Tooltip
              isAnimationActive={false}
              cursor={{ fill: "var(--band)" }}
              content={<Point onRead={onRead} />}
            />
            <Bar
              dataKey="amount"
              fill="var(--brand)"
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      )}
    </Drawn>
  );
}
