/**
 * A part whose file and words come with its first use. It asks the club for all it does, so without a network nothing is
 * lost.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure, Loading } from "../../ui/states.tsx";
import { addTexts } from "../texts/add.ts";

export function Later<Part>({
  name,
  load,
  children,
}: {
  readonly name: string;
  readonly load: () => Promise<Part>;
  readonly children: (part: Part) => ReactNode;
}) {
  const part = useQuery({
    queryKey: ["part", name],
    queryFn: async () => (await Promise.all([load(), addTexts()]))[0],
    staleTime: Infinity,
    gcTime: Infinity,
    structuralSharing: false,
  });
  if (part.isError) return <Failure error={part.error} retry={() => void part.refetch()} />;
  if (!part.data) return <Loading rows={2} className="h-14" />;
  return children(part.data);
}
