/** How far it is: a bar with its meaning in words for who does not see it. */
export function Bar({
  label,
  now,
  goal,
  text,
}: {
  readonly label: string;
  readonly now: number;
  readonly goal: number;
  readonly text: string;
}) {
  const share = goal <= 0 ? 1 : Math.min(1, Math.max(0, now / goal));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={goal}
      aria-valuenow={Math.min(now, goal)}
      aria-valuetext={text}
      className="h-3 overflow-hidden rounded-full border border-line-strong bg-paper"
    >
      <div className="h-full bg-brand" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
