/** The places of the menu, each with who may see it, and whether it is about the whole club. */
import type { Scope } from "@trofast/contract/endpoint";
import {
  Activity,
  Coins,
  Gift,
  LayoutDashboard,
  Package,
  ScrollText,
  Settings,
  Users,
} from "lucide-react";
import type { About } from "./session.ts";

export const places = [
  { id: "overview", about: "club", to: "/", scope: "ledger:read", Icon: LayoutDashboard },
  { id: "members", about: "store", to: "/members", scope: "members:read", Icon: Users },
  { id: "programme", about: "store", to: "/programme", scope: "programme:read", Icon: ScrollText },
  { id: "rewards", about: "store", to: "/rewards", scope: "rewards:read", Icon: Gift },
  { id: "catalogue", about: "store", to: "/catalogue", scope: "catalogue:read", Icon: Package },
  { id: "ledger", about: "club", to: "/ledger", scope: "ledger:read", Icon: Coins },
  { id: "intake", about: "store", to: "/intake", scope: "events:read", Icon: Activity },
  { id: "settings", about: "store", to: "/settings", scope: "settings:read", Icon: Settings },
] as const satisfies readonly {
  id: string;
  about: About;
  to: string;
  scope: Scope;
  Icon: unknown;
}[];
