//! The pages in a real browser: people sign in and click by role and label, each in a profile of
//! their own. Screenshots go into `target/screenshots`.
//!
//! Needs Debian's `chromium` and `chromium-driver`, and for the accessibility rules the package
//! axe-core in the build directory (`cargo xtask test --install` brings them). Where they are
//! missing each test says SKIPPED; in continuous integration that is a failure.

mod accessibility;
mod colleagues;
mod crawl;
mod family;
mod installed;
mod line;
mod live;
mod person;
mod sending;
mod site;
mod states;
mod watching;

use self::{
    person::{Person, Role},
    site::{Look, Scheme, Site},
    watching::Place,
};
