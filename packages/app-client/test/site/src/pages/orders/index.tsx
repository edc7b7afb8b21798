import { Loaded, Page } from '@scalr/app-client';
import { ListSkeleton } from '@scalr/ui';
import { useQuery } from '@tanstack/react-query';

export const nav = { label: 'Orders' };

/** As the generated client does it. */
async function fetchOrders(): Promise<readonly string[]> {
  const answer = await fetch('/api/orders');
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.detail), { status: answer.status });
  return body;
}

export default function OrdersPage() {
  const orders = useQuery({ queryKey: ['orders'], queryFn: fetchOrders });
  return (
    <Page title="Orders">
      <Loaded queries={[orders]} what="The orders" skeleton={<ListSkeleton />}>
        <p>{orders.data?.join(', ')}</p>
      </Loaded>
    </Page>
  );
}
