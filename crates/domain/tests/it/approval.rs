use domain::access::SpendAuthority;
use domain::approval::{
    Facts, Judgement, LimitMode, Policy, RuleKind, SetBy, ThresholdError, Thresholds, Verdict,
    judge,
};
use domain::asset::{self, Asset};
use domain::money::{AmountError, BaseUnits, TransferAmount, parse_decimal};
use domain::network::Network;
use proptest::prelude::*;

use crate::rows;

fn policy(limit_mode: LimitMode) -> Policy {
    let by_symbol = [("POL", "500"), ("usdc", "1000")];
    Policy {
        thresholds: Thresholds::parse("0.05", by_symbol).unwrap(),
        limit_mode,
    }
}

fn asset(id: &str) -> &'static Asset {
    asset::all()
        .find(|asset| asset.id().to_string() == id)
        .expect(id)
}

/// Reads `owner`, `unlimited`, or the limit of a delegate.
fn authority(word: &str, asset: &Asset) -> SpendAuthority {
    let native = asset::native(asset.network());
    match word {
        "owner" => SpendAuthority::Owner,
        "unlimited" => SpendAuthority::Delegate { limit: None },
        limit => {
            let limit = parse_decimal(limit, native.decimals()).unwrap();
            SpendAuthority::Delegate { limit: Some(limit) }
        }
    }
}

/// One row a case: mode, who (or the limit of the delegate), asset, amount -> verdict, rule, and
/// the threshold that the rule applied.
const TABLE: &str = "
    override  owner      EthereumSepolia:eth    0.049999999999999999 -> executes bank_threshold 0.05
    override  owner      EthereumSepolia:eth    0.05                 -> waits bank_threshold 0.05
    override  owner      EthereumSepolia:eth    0.06                 -> waits bank_threshold 0.05
    override  owner      Base:eth               0.05                 -> waits bank_threshold 0.05
    override  owner      Polygon:pol            499.9                -> executes bank_threshold 500
    override  owner      Polygon:pol            500                  -> waits bank_threshold 500
    override  owner      PolygonAmoy:pol        500                  -> waits bank_threshold 500
    override  owner      EthereumSepolia:usdc   999.999999           -> executes bank_threshold 1000
    override  owner      EthereumSepolia:usdc   1000                 -> waits bank_threshold 1000
    override  owner      Arc:usdc               999.99               -> executes bank_threshold 1000
    override  owner      Arc:usdc               1000                 -> waits bank_threshold 1000
    override  owner      EthereumSepolia:eurc   0.000001             -> waits no_threshold -
    override  owner      Bsc:bnb                0.01                 -> waits no_threshold -
    override  unlimited  EthereumSepolia:eth    0.04                 -> executes bank_threshold 0.05
    override  unlimited  EthereumSepolia:eth    0.05                 -> waits bank_threshold 0.05
    override  unlimited  EthereumSepolia:usdc   1                    -> executes bank_threshold 1000
    override  unlimited  Bsc:bnb                0.01                 -> waits no_threshold -
    override  0.01       EthereumSepolia:eth    0.001                -> executes personal_limit 0.01
    override  0.01       EthereumSepolia:eth    0.01                 -> waits personal_limit 0.01
    override  0.01       EthereumSepolia:eth    0.02                 -> waits personal_limit 0.01
    override  5          EthereumSepolia:eth    4.9                  -> executes personal_limit 5
    override  5          EthereumSepolia:eth    5                    -> waits personal_limit 5
    override  0          EthereumSepolia:eth    0.000000000000000001 -> waits personal_limit 0
    override  5          Bsc:bnb                4                    -> executes personal_limit 5
    override  5          Bsc:bnb                5                    -> waits personal_limit 5
    override  5          EthereumSepolia:usdc   0.000001             -> waits limited_delegate_token -
    override  5          EthereumSepolia:eurc   0.000001             -> waits limited_delegate_token -
    strictest owner      EthereumSepolia:eth    0.049                -> executes bank_threshold 0.05
    strictest owner      EthereumSepolia:eth    0.05                 -> waits bank_threshold 0.05
    strictest owner      Bsc:bnb                0.01                 -> waits no_threshold -
    strictest unlimited  EthereumSepolia:eth    0.05                 -> waits bank_threshold 0.05
    strictest 0.01       EthereumSepolia:eth    0.001                -> executes personal_limit 0.01
    strictest 0.01       EthereumSepolia:eth    0.01                 -> waits personal_limit 0.01
    strictest 0.01       EthereumSepolia:eth    0.06                 -> waits personal_limit 0.01
    strictest 5          EthereumSepolia:eth    0.04                 -> executes bank_threshold 0.05
    strictest 5          EthereumSepolia:eth    0.05                 -> waits bank_threshold 0.05
    strictest 5          EthereumSepolia:eth    6                    -> waits bank_threshold 0.05
    strictest 5          Bsc:bnb                4                    -> waits no_threshold -
    strictest 5          EthereumSepolia:usdc   0.000001             -> waits limited_delegate_token -
    strictest 5          EthereumSepolia:usdc   2000                 -> waits limited_delegate_token -
";

#[test]
fn which_transfers_wait() {
    for (given, expected) in rows(TABLE) {
        let [mode, who, id, amount] = given[..] else {
            panic!("{given:?}")
        };
        let asset = asset(id);
        let facts = Facts {
            asset,
            amount: TransferAmount::parse(amount, asset.decimals()).unwrap(),
            authority: authority(who, asset),
        };
        let Judgement {
            verdict,
            decided_by,
        } = judge(&policy(LimitMode::parse(mode).unwrap()), facts);
        let verdict = match verdict {
            Verdict::Executes => "executes",
            Verdict::Waits => "waits",
        };
        let decimals = asset.decimals();
        let threshold = decided_by
            .threshold
            .map_or("-".to_owned(), |t| t.to_decimal(decimals));
        assert_eq!(
            [verdict, decided_by.kind.as_str(), &threshold][..],
            expected,
            "{given:?}"
        );
    }
}

#[test]
fn each_rule_names_who_set_it() {
    for kind in RuleKind::ALL {
        assert_eq!(RuleKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(RuleKind::BankThreshold.set_by(), SetBy::Bank);
    assert_eq!(RuleKind::PersonalLimit.set_by(), SetBy::WalletOwner);
}

#[test]
fn thresholds_are_checked_when_they_are_configured() {
    use ThresholdError as E;
    let parse = |ether, pairs: &[(&'static str, &'static str)]| {
        Thresholds::parse(ether, pairs.iter().copied()).unwrap_err()
    };
    let amount = |symbol: &str, source| E::Amount {
        symbol: symbol.to_owned(),
        source,
    };
    assert_eq!(parse("-1", &[]), amount("ETH", AmountError::NotDecimal));
    assert_eq!(parse("", &[]), amount("ETH", AmountError::Empty));
    assert_eq!(parse("1", &[("eth", "5")]), E::Ether);
    assert_eq!(
        parse("1", &[("SHIB", "5")]),
        E::UnknownSymbol {
            symbol: "SHIB".to_owned()
        }
    );
    assert_eq!(
        parse("1", &[("POL", "5"), ("pol", "5")]),
        E::Twice {
            symbol: "pol".to_owned()
        }
    );
    let parsed = parse("1", &[("USDC", "0.0000001")]);
    assert!(matches!(
        parsed,
        E::Amount {
            source: AmountError::TooManyDecimals { .. },
            ..
        }
    ));
    let zero = Thresholds::parse("0", []).unwrap();
    assert_eq!(
        zero.of(asset::native(Network::DEFAULT)),
        Some(BaseUnits::ZERO)
    );
}

fn any_asset() -> impl Strategy<Value = &'static Asset> {
    let all: Vec<&'static Asset> = asset::all().collect();
    prop::sample::select(all)
}

fn any_authority() -> impl Strategy<Value = SpendAuthority> {
    prop_oneof![
        Just(SpendAuthority::Owner),
        Just(SpendAuthority::Delegate { limit: None }),
        any::<u128>().prop_map(|limit| SpendAuthority::Delegate {
            limit: Some(BaseUnits::from_u128(limit)),
        }),
    ]
}

fn any_judgement() -> impl Strategy<Value = Judgement> {
    (
        any_asset(),
        1..u128::MAX,
        any_authority(),
        prop::sample::select(&LimitMode::ALL[..]),
    )
        .prop_map(|(asset, amount, authority, mode)| {
            let amount = TransferAmount::try_new(BaseUnits::from_u128(amount)).unwrap();
            judge(
                &policy(mode),
                Facts {
                    asset,
                    amount,
                    authority,
                },
            )
        })
}

proptest! {
    #[test]
    fn a_larger_amount_is_never_judged_more_mildly(
        asset in any_asset(),
        authority in any_authority(),
        mode in prop::sample::select(&LimitMode::ALL[..]),
        a in 1..u128::MAX,
        b in 1..u128::MAX,
    ) {
        let verdict = |amount| {
            let amount = TransferAmount::try_new(BaseUnits::from_u128(amount)).unwrap();
            judge(&policy(mode), Facts { asset, amount, authority }).verdict
        };
        prop_assert!(verdict(a.min(b)) <= verdict(a.max(b)));
    }

    #[test]
    fn strictest_is_never_milder_than_override(
        asset in any_asset(),
        authority in any_authority(),
        amount in 1..u128::MAX,
    ) {
        let amount = TransferAmount::try_new(BaseUnits::from_u128(amount)).unwrap();
        let verdict = |mode| judge(&policy(mode), Facts { asset, amount, authority }).verdict;
        prop_assert!(verdict(LimitMode::Override) <= verdict(LimitMode::Strictest));
    }

    #[test]
    fn adding_a_rule_never_loosens(
        judgements in prop::collection::vec(any_judgement(), 1..6),
        another in any_judgement(),
        at in any::<prop::sample::Index>(),
    ) {
        let before = Judgement::strictest(judgements.iter().copied()).unwrap();
        let mut more = judgements.clone();
        more.insert(at.index(judgements.len() + 1), another);
        let after = Judgement::strictest(more).unwrap();
        prop_assert!(before.verdict <= after.verdict);
        prop_assert!(another.verdict <= after.verdict);
    }
}
