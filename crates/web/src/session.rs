//! Who is signed in: tokens in an encrypted cookie, renewed once for all requests that need it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use crate::{
    login::{LoginError, Tokens},
    state::WebState,
};

/// Name of the cookie, before the parts' numbers.
pub(crate) const COOKIE: &str = "session";
/// Name of the cookie that says when the person was last here.
pub(crate) const SEEN: &str = "seen";
/// How long somebody stays signed in, whatever the provider allows. This and the next are what NIST
/// SP 800-63B, section 4.2.3, asks for at assurance level 2.
const LIFETIME_SECONDS: i64 = 12 * 60 * 60;
/// How long somebody stays signed in without asking for a page.
const IDLE_SECONDS: i64 = 30 * 60;
/// So often is it written down that somebody is here.
const SEEN_EVERY_SECONDS: i64 = 60;
/// An access token is renewed when it has this long left, or half its life if that is less, so that
/// no call of a page meets its end.
const RENEW_BEFORE_SECONDS: i64 = 60;
/// The API believes an employee's role for an hour by default; a renewed token keeps well below.
const EMPLOYEE_TOKEN_AGE_SECONDS: i64 = 15 * 60;
/// How long a renewal is remembered for requests that still bring the former cookie.
const RENEWAL_REMEMBERED: Duration = Duration::from_secs(60);

/// The person of a session, as the bank knows her.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id at the bank.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Whether the person works at the bank.
    pub is_employee: bool,
}

impl Person {
    /// The first of the names.
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.email)
    }

    /// The letter of the avatar.
    #[must_use]
    pub fn initial(&self) -> String {
        self.first_name()
            .chars()
            .next()
            .map(|letter| letter.to_uppercase().collect())
            .unwrap_or_default()
    }
}

/// What the cookie holds.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) tokens: Tokens,
    pub(crate) person: Person,
    /// Unix seconds.
    pub(crate) ends_at: i64,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("person", &self.person.id)
            .finish_non_exhaustive()
    }
}

/// When the person of a session was last here. A cookie of its own, since one that holds tokens
/// could bring back those that another request has just renewed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Unix seconds.
    at: i64,
    /// Names the session.
    ends_at: i64,
}

impl Seen {
    pub(crate) fn now(state: &WebState, session: &Session) -> Self {
        Self {
            at: state.clock.now().unix_timestamp(),
            ends_at: session.ends_at,
        }
    }

    /// Whether it is time to write down that the person is here.
    fn is_old(self, now: i64) -> bool {
        now.saturating_sub(self.at) > SEEN_EVERY_SECONDS
    }
}

/// What a request's cookies say about who sent it.
#[derive(Debug)]
pub(crate) enum Standing {
    /// Nobody has signed in.
    Unknown,
    /// Somebody had, and it is over.
    Ended,
    /// Somebody is signed in.
    SignedIn {
        /// The session that holds now.
        session: Session,
        /// Whether the cookie has to be written again.
        is_renewed: bool,
        /// Whether it has to be written down that the person is here.
        is_news: bool,
    },
}

impl Session {
    /// A new one for whom these tokens speak.
    ///
    /// # Errors
    /// What the bank says to the access token.
    pub(crate) async fn start(state: &WebState, tokens: Tokens) -> client::Result<Self> {
        let person = person(state, &tokens).await?;
        let now = state.clock.now().unix_timestamp();
        Ok(Self {
            tokens,
            person,
            ends_at: now.saturating_add(LIFETIME_SECONDS),
        })
    }

    /// Whether the person has to sign in again, as she was last here then.
    fn is_over(&self, seen: Seen, now: i64) -> bool {
        let is_its_own = seen.ends_at == self.ends_at;
        let is_idle = now.saturating_sub(seen.at) > IDLE_SECONDS;
        !is_its_own || is_idle || self.ends_at <= now
    }

    fn wants_renewal(&self, now: i64) -> bool {
        let Tokens {
            issued_at,
            expires_at,
            ..
        } = self.tokens;
        let is_old =
            self.person.is_employee && now.saturating_sub(issued_at) > EMPLOYEE_TOKEN_AGE_SECONDS;
        let half_life = expires_at.saturating_sub(issued_at) / 2;
        is_old || expires_at.saturating_sub(now) < RENEW_BEFORE_SECONDS.min(half_life)
    }
}

/// Reads the session, renewing its tokens where they are about to end.
pub(crate) async fn load(state: &WebState, cookie: Option<&str>, seen: Option<&str>) -> Standing {
    let Some(cookie) = cookie else {
        return Standing::Unknown;
    };
    let now = state.clock.now().unix_timestamp();
    let session: Option<Session> = state.sealer.open(COOKIE, cookie);
    let seen: Option<Seen> = seen.and_then(|text| state.sealer.open(SEEN, text));
    let (Some(session), Some(seen)) = (session, seen) else {
        return Standing::Ended;
    };
    if session.is_over(seen, now) {
        return Standing::Ended;
    }
    let is_news = seen.is_old(now);
    if !session.wants_renewal(now) {
        return Standing::SignedIn {
            session,
            is_renewed: false,
            is_news,
        };
    }
    match renewed(state, &session).await {
        Ok(session) => Standing::SignedIn {
            session,
            is_renewed: true,
            is_news,
        },
        // The provider is out of reach, but the token at hand still holds.
        Err(error) if session.tokens.expires_at > now && error.is_passing() => {
            tracing::warn!(%error, "a session could not be renewed yet");
            Standing::SignedIn {
                session,
                is_renewed: false,
                is_news,
            }
        }
        Err(error) => {
            tracing::info!(%error, "a session has ended");
            Standing::Ended
        }
    }
}

async fn person(state: &WebState, tokens: &Tokens) -> client::Result<Person> {
    let me = state
        .bank
        .signed_in(tokens.access_token.as_str())
        .me()
        .await?;
    let api_types::Me {
        id,
        name,
        email,
        roles: _,
        is_employee,
    } = me;
    Ok(Person {
        id,
        name,
        email,
        is_employee,
    })
}

/// Renewals under way and just done, by the hash of the access token that they replace: of many
/// requests with the same cookie one asks the provider, the others take its answer. Not by the
/// refresh token, which some providers leave the same for ever.
#[derive(Debug, Default)]
pub(crate) struct Renewals(Mutex<HashMap<Vec<u8>, Renewal>>);

type Renewal = (Instant, Arc<OnceCell<Session>>);

impl Renewals {
    fn of(&self, access_token: &str) -> Arc<OnceCell<Session>> {
        let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (begun, _)| begun.elapsed() < RENEWAL_REMEMBERED);
        let (_, cell) = known
            .entry(hash.as_ref().to_vec())
            .or_insert_with(|| (Instant::now(), Arc::default()));
        Arc::clone(cell)
    }
}

async fn renewed(state: &WebState, session: &Session) -> Result<Session, LoginError> {
    let cell = state.renewals.of(&session.tokens.access_token);
    let renew = async || {
        let tokens = state.login.refresh(&session.tokens).await?;
        // Roles may have changed with the token.
        let person = person(state, &tokens).await.map_err(LoginError::Bank)?;
        Ok(Session {
            tokens,
            person,
            ends_at: session.ends_at,
        })
    };
    cell.get_or_try_init(renew).await.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_with_the_same_token_share_one_renewal() {
        let renewals = Renewals::default();
        let first = renewals.of("a");
        assert!(Arc::ptr_eq(&first, &renewals.of("a")));
        assert!(!Arc::ptr_eq(&first, &renewals.of("b")));
    }

    #[test]
    fn tokens_are_renewed_before_their_end_however_short_they_live() {
        let wants = |lifetime: i64, age: i64| {
            let session = Session {
                tokens: Tokens {
                    access_token: "a".to_owned(),
                    refresh_token: Some("r".to_owned()),
                    id_token: None,
                    issued_at: 0,
                    expires_at: lifetime,
                },
                person: Person {
                    id: String::new(),
                    name: String::new(),
                    email: String::new(),
                    is_employee: false,
                },
                ends_at: LIFETIME_SECONDS,
            };
            session.wants_renewal(age)
        };
        for (lifetime, age, is_wanted) in [
            (3600, 3540, false),
            (3600, 3541, true),
            (60, 0, false),
            (60, 30, false),
            (60, 31, true),
            (60, 90, true),
        ] {
            assert_eq!(wants(lifetime, age), is_wanted, "{lifetime} {age}");
        }
    }

    #[test]
    fn a_session_ends_after_half_a_day_or_half_an_hour_alone_and_needs_its_own_word() {
        let ends_at = LIFETIME_SECONDS;
        let session = Session {
            tokens: Tokens {
                access_token: String::new(),
                refresh_token: None,
                id_token: None,
                issued_at: 0,
                expires_at: ends_at,
            },
            person: person("Alice Martin"),
            ends_at,
        };
        for (at, ends_at, now, is_over) in [
            (0, ends_at, IDLE_SECONDS, false),
            (0, ends_at, IDLE_SECONDS + 1, true),
            (ends_at - 1, ends_at, ends_at - 1, false),
            (ends_at - 1, ends_at, ends_at, true),
            (0, ends_at + 1, 0, true),
        ] {
            let seen = Seen { at, ends_at };
            assert_eq!(session.is_over(seen, now), is_over, "{at} {ends_at} {now}");
        }
    }

    fn person(name: &str) -> Person {
        Person {
            id: String::new(),
            name: name.to_owned(),
            email: "zoe@example.com".to_owned(),
            is_employee: false,
        }
    }

    #[test]
    fn people_are_called_by_their_first_name() {
        assert_eq!(person("Änne Maria Kühn").first_name(), "Änne");
        assert_eq!(person("änne").initial(), "Ä");
        assert_eq!(person("  ").first_name(), "zoe@example.com");
    }
}
