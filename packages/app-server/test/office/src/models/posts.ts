export {
  announcementEntity,
  announcements,
  default,
  postEntity,
  posts,
  salaries,
} from '../../../../../testing/backends/typescript/src/models/posts.ts';
