/** Code that a test runs, shown below a name: a file, and how the part of it begins. */
export interface PythonExample {
  readonly path: string;
  readonly part: string;
}

const BACKEND = 'packages/testing/backends/fastapi/src';
const CALLING = 'packages/testing/workspaces/calling-apps/apps/products/desk/backend-fastapi/src/routes/calls.py';
const NOTES = `${BACKEND}/routes/notes.py`;
const POSTS = `${BACKEND}/models/posts.py`;

/** By the name it is an example of. Where a docstring has one of its own, there is none here. */
export const PYTHON_EXAMPLES: Readonly<Record<string, PythonExample>> = {
  Access: { path: NOTES, part: 'async def forget_everything' },
  Base: { path: `${BACKEND}/models/tasks.py`, part: 'class Task(' },
  CallAnswer: { path: CALLING, part: 'def passed' },
  CallApp: { path: CALLING, part: 'async def as_user' },
  CurrentUser: { path: NOTES, part: 'async def my_notes' },
  Database: { path: NOTES, part: 'async def new_note' },
  EntityAccess: { path: POSTS, part: 'entity(Post' },
  FieldError: { path: `${BACKEND}/models/bookings.py`, part: 'class RoomBookingInput' },
  InputModel: { path: NOTES, part: 'class NoteFields' },
  NoOverlap: { path: `${BACKEND}/models/bookings.py`, part: 'entity(' },
  OutputModel: { path: NOTES, part: 'class Note(' },
  changes: { path: NOTES, part: 'async def change_note' },
  conflict: { path: `${BACKEND}/routes/odd.py`, part: 'async def taken' },
  group: { path: POSTS, part: 'entity(Salary' },
  not_found: { path: NOTES, part: 'async def find' },
  optional: { path: `${BACKEND}/models/projects.py`, part: 'class ProjectInput' },
  owner: { path: `${BACKEND}/models/tasks.py`, part: 'entity(' },
  patch_of: { path: NOTES, part: 'NotePatch =' },
  public_read: { path: POSTS, part: 'entity(Announcement' },
  shared: { path: `${BACKEND}/models/bookings.py`, part: 'entity(' },
};
