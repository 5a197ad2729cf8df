//! Variables that look like ours and are none: a slip of the pen would otherwise leave a default in
//! force without a word.

use super::{VARIABLES, Vars};

/// Beginnings that nothing else on a server's environment should have.
const OURS: [&str; 3] = ["DFNS_", "AUTH0_", "OIDC_"];
/// Shorter names are near to something by chance.
const NAME_LETTERS_MIN: usize = 8;
/// Beyond it a name is like none: the nearest would lead astray.
const SLIPS_MAX: usize = 4;

/// A variable that is set and that nothing reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it was set.
    pub source: &'static str,
    /// The variable that it is like, if there is one.
    pub meant: Option<&'static str>,
}

impl Vars {
    /// What is set and not read although it looks as if it should be: any unknown name in `.env`,
    /// and in the environment those with our beginnings or one slip away from one of ours.
    pub fn strays(&self) -> impl Iterator<Item = Stray<'_>> {
        self.set().filter_map(|(name, source)| {
            let known = VARIABLES.iter().map(|it| it.name);
            let nearest = known.map(|known| (strsim::osa_distance(name, known), known));
            let (slips, meant) = nearest.min()?;
            let looks_ours = source == ".env"
                || OURS.iter().any(|prefix| name.starts_with(prefix))
                || (slips == 1 && name.len() >= NAME_LETTERS_MIN);
            (slips > 0 && looks_ours).then_some(Stray {
                name,
                source,
                meant: (slips <= SLIPS_MAX).then_some(meant),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Vars;

    #[test]
    fn slips_are_found_and_other_programs_variables_left_alone() {
        let found = |name: &str| {
            let vars = Vars::from_pairs([(name, "x")]);
            vars.strays().next().map(|stray| stray.meant)
        };
        for (name, meant) in [
            ("DFNS_API_ULR", Some(Some("DFNS_API_URL"))),
            ("APROVAL_THRESHOLD", Some(Some("APPROVAL_THRESHOLD"))),
            ("AUTH0_SECRETS", Some(Some("AUTH0_SECRET"))),
            ("OIDC_ISSUER_URL", Some(Some("OIDC_ISSUER"))),
            ("AUTH0_ISSUER_BASE_URL", Some(None)),
            ("DFNS_API_URL", None),
            ("APP_URL", None),
            ("HOSTNAME", None),
            ("NODE_PATH", None),
        ] {
            assert_eq!(found(name), meant, "{name}");
        }
        let empty = Vars::from_pairs([("DFNS_API_ULR", " ")]);
        assert_eq!(empty.strays().count(), 0);
    }
}
