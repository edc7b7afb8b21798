import { Page } from '@scalr/app-client';
import { useParams } from 'react-router';

export default function OrderPage() {
  return <Page title={`Order ${useParams().id}`} />;
}
