/** The places of the menu, each with who may see it. */
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

export const places = [
  { id: "overview", to: "/", scope: "ledger:read", Icon: LayoutDashboard },
  { id: "members", to: "/members", scope: "members:read", Icon: Users },
  { id: "programme", to: "/programme", scope: "programme:read", Icon: ScrollText },
  { id: "rewards", to: "/rewards", scope: "rewards:read", Icon: Gift },
  { id: "catalogue", to: "/catalogue", scope: "catalogue:read", Icon: Package },
  { id: "ledger", to: "/ledger", scope: "ledger:read", Icon: Coins },
  { id: "intake", to: "/intake", scope: "events:read", Icon: Activity },
  { id: "settings", to: "/settings", scope: "settings:read", Icon: Settings },
] as const satisfies readonly { id: string; to: string; scope: Scope; Icon: unknown }[];
