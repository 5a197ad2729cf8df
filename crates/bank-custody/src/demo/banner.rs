//! What a demo prints once it runs: where, who, and one command to try.

use std::fmt;

use dfns_sandbox::RunningSandbox;
use idp::RunningIdp;

pub(super) struct Banner<'a> {
    pub(super) front: &'a str,
    pub(super) api: &'a str,
    pub(super) sandbox: &'a RunningSandbox,
    pub(super) idp: &'a RunningIdp,
}

impl fmt::Display for Banner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            front,
            api,
            sandbox,
            idp,
        } = self;
        let issuer = idp.issuer();
        writeln!(f, "The bank is open.\n")?;
        writeln!(f, "  Pages     {front}")?;
        writeln!(f, "  API       {api}   (documentation: {api}/docs)")?;
        writeln!(f, "  Custody   {}   (sandbox)", sandbox.url())?;
        writeln!(f, "  Sign-in   {issuer}   (local provider)\n")?;
        for person in idp.people() {
            let idp::Person {
                name,
                email,
                password,
                roles,
                ..
            } = person;
            let role = if roles.is_empty() {
                "customer"
            } else {
                "employee"
            };
            writeln!(f, "  {name:<15} {email:<22} {password:<24} {role}")?;
        }
        writeln!(f, "\nTry it:\n")?;
        writeln!(
            f,
            "  TOKEN=$(curl -s {issuer}/_idp/token -H 'Content-Type: application/json' \\"
        )?;
        writeln!(
            f,
            "    -d '{{\"email\":\"alice@example.com\"}}' | cut -d'\"' -f4)"
        )?;
        writeln!(
            f,
            "  curl -s {api}/api/wallets -H \"Authorization: Bearer $TOKEN\"\n"
        )?;
        writeln!(f, "Ctrl-C stops it.")
    }
}
