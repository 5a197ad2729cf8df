//! The web bank: server-rendered pages for customers and for the bank's own people.
//!
//! # What lives here
//! `routes.rs` shows every route on one screen. `pages/` has one file a page: its handlers, its
//! forms and the structs of its templates, which lie under the same name in `templates/`. `text/`
//! is the catalogue, one file an area, English and German side by side: a text that is missing in
//! one of them does not compile. `request.rs` surrounds every request: session, language, CSRF,
//! headers, failures as pages. `login.rs` and `session.rs` sign people in and keep them so.
//!
//! Conventions, to copy from `pages/landing.rs`:
//! - A handler takes [`Visitor`](view::Visitor) (anybody), [`Customer`](view::Customer) (signed
//!   in; has `bank`, the typed client with that person's token) or
//!   [`Employee`](view::Employee) (others get 404), and answers
//!   [`failure::Result`]. `?` on a call of the bank makes the fitting page: 404, 403, signed out
//!   and on again, bank out of reach. A refusal that belongs to a form is matched by
//!   `error.code()` first and shown at its field.
//! - A template struct has the field `page: Page`, made by `.page(title, Nav::…)`, and extends
//!   `shell.html` (rail of customers or of the bank, whichever the person's room is) or
//!   `plain.html`. Texts are `page.t.<area>.<key>()`, figures come from `format.rs` by
//!   `page.lang`. `view::html(&template)` renders.
//! - What htmx swaps is a struct with a template of its own; the whole page holds it as a field
//!   and shows it by `{{ part|safe }}`. One handler serves both: `if page.is_fragment { html(&part)
//!   } else { html(&whole) }`. Attributes are `hx-get`/`hx-post` beside a plain `href`/`action`.
//! - A part that follows what others do has an `id` and `data-live`, with the ids or the beginnings
//!   of kinds of the notices that concern it (`data-live="transfer wal_…"`). `assets/live.js` then
//!   asks for it once more: at `data-from`, where it has an address of its own (204 while nothing
//!   has changed), or else by the page's own address, out of which it is cut by its id. Dialogs and
//!   what opens them belong into the same part; parts do not lie in each other; a form in which
//!   somebody types stays outside or has `hx-preserve`.
//! - A form posts to its own page's address, carries `{% include "csrf.html" %}`, and ends in
//!   [`view::see`]`(path)`, perhaps `.with_flash(…)` (POST, redirect, GET). Invalid input answers
//!   422 with the form filled in again. `request.rs` checks origin and token before any handler
//!   runs, and after an expired session offers to go on with the very same form.
//! - Addresses: `/accounts`, `/accounts/{id}` (a wallet `wal_…` or a euro account `acc_…`), `/send`,
//!   `/transfers`, `/transfers/{id}`, `/family`; of the bank `/bank`, `/bank/approvals`,
//!   `/bank/attention`, `/bank/customers`, `/bank/audit`. A page that lands adds its route and its
//!   line of the navigation in `nav.rs`. `status::pill` shows where a transfer stands.
//! - No inline script or style: the policy forbids both. Small scripts go into `assets/bank.js`.
//!
//! # What must never be here
//! Any door to the bank but its REST API with the person's own token; rules of money or permission
//! (a page asks `POST /api/transfers/preview`); floats; the custody vendor's name.
//!
//! # Where to start reading
//! `routes.rs`, then `pages/landing.rs` and `pages/accounts.rs`.

pub mod answer;
mod assets;
mod csp;
mod extract;
pub mod failure;
pub mod format;
mod live;
mod login;
pub mod nav;
mod pages;
mod request;
mod routes;
mod seal;
mod session;
mod state;
pub mod status;
pub mod text;
pub mod view;

pub use login::{LoginError, Rehearsal, Verdict, rehearse};
pub use routes::router;
pub use state::{Clock, DemoPerson, WebParts, WebSettings};
