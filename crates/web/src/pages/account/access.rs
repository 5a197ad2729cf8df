//! Who has to do with a wallet, and what each may do.

use api_types::{Delegation, DelegationLimit, Network, Permission, WalletDetail};

use crate::{
    format,
    view::{Customer, Page},
};

/// Somebody who has to do with the wallet.
pub(super) struct Access {
    pub(super) name: String,
    pub(super) lines: Vec<String>,
}

/// Everybody, the owner first.
pub(super) fn people(
    customer: &Customer,
    page: &Page,
    detail: &WalletDetail,
    network: &Network,
) -> Vec<Access> {
    let t = page.t;
    let owner = |name: &str| Access {
        name: name.to_owned(),
        lines: vec![t.account.owner().to_owned()],
    };
    let Some(owner_name) = &detail.wallet.owner_name else {
        let me = owner(&customer.person.name);
        let granted = detail.delegations.iter().flatten();
        let others = granted.map(|it: &Delegation| Access {
            name: it.grantee_name.clone(),
            lines: rights(
                page,
                it.permission,
                it.transfer_limit.as_deref(),
                network,
                false,
            ),
        });
        return std::iter::once(me).chain(others).collect();
    };
    let wallet = &detail.wallet;
    let permission = wallet.delegation_permission.unwrap_or_default();
    let limit = wallet.delegation_limit.as_deref();
    vec![
        owner(owner_name),
        Access {
            name: t.account.you().to_owned(),
            lines: rights(page, permission, limit, network, true),
        },
    ]
}

/// What somebody may do, a line a right.
pub(in crate::pages) fn rights(
    page: &Page,
    permission: Permission,
    limit: Option<&str>,
    network: &Network,
    is_me: bool,
) -> Vec<String> {
    let t = page.t.family;
    let word = match (permission, is_me) {
        (Permission::View, false) => t.may_view(),
        (Permission::View, true) => t.you_may_view(),
        (Permission::Transfer, false) => t.may_send(),
        (Permission::Transfer, true) => t.you_may_send(),
    };
    let mut lines = vec![word.to_owned()];
    if permission == Permission::Transfer {
        let amount = |amount: &str| format::amount(page.lang, amount, &network.symbol);
        lines.push(match (limit, looked_at_from(network, limit)) {
            (_, None) => t.looks_always().to_owned(),
            (Some(_), Some(from)) => t.looks_from(amount(from)),
            (None, Some(threshold)) => t.looks_own(amount(threshold)),
        });
    }
    lines
}

/// From which amount of a network's own coin on the bank looks at what somebody with this limit
/// sends; none: always.
pub(in crate::pages) fn looked_at_from<'a>(
    network: &'a Network,
    limit: Option<&'a str>,
) -> Option<&'a str> {
    let threshold = threshold(network);
    let limit = match limit {
        None => return threshold,
        Some("0") => return None,
        Some(limit) => limit,
    };
    match network.delegation_limit {
        DelegationLimit::Override => Some(limit),
        DelegationLimit::Strictest => {
            let threshold = threshold?;
            let is_above = format::is_more(limit, threshold);
            Some(if is_above { threshold } else { limit })
        }
    }
}

/// From which amount of a network's own coin on the bank looks at what an owner sends; none: always.
pub(in crate::pages) fn threshold(network: &Network) -> Option<&str> {
    let native = network.assets.first()?;
    native.approval_threshold.as_deref()
}
