//! The pages in a real browser: people sign in and click by role and label, each in a profile of
//! their own. Screenshots go into `target/screenshots`.
//!
//! Needs Debian's `chromium` and `chromium-driver`, and for the accessibility rules the package
//! axe-core in the build directory (`cargo xtask test --install` brings them). Where they are
//! missing each test says SKIPPED; in continuous integration that is a failure.

mod accessibility;
mod browsers;
mod colleagues;
mod crawl;
mod family;
mod files;
mod focus;
mod inspection;
pub(crate) mod installed;
mod keyboard;
mod keys;
mod line;
mod live;
mod operator;
mod person;
mod routes;
mod sending;
mod site;
mod states;
mod watching;

use self::{
    browsers::{Browsers, Look, Scheme},
    person::{Person, Role},
    site::Site,
    watching::Place,
};
