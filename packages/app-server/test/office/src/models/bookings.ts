export { default, roomBookings } from '../../../../../testing/backends/typescript/src/models/bookings.ts';
