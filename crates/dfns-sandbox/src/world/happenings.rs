//! What happened, as webhooks tell of it.
//!
//! Applying a record notes what it made happen; [`World::commit`] turns the notes into events at
//! once, in the words that hold at that moment. Nothing is told of while a journal is replayed.

use dfns::wire;
use serde_json::{Value, json};

use super::{World, history::history_item, views::wallet_view};
use crate::{chains::NetworkRow, protocol::ApiError};

/// One thing that a record made happen.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// The wallet of this index was created.
    WalletCreated(usize),
    /// The transfer of this index was asked for.
    TransferRequested(usize),
    /// The transfer of this index has another status.
    TransferMoved(usize),
    /// A movement was seen in a block.
    Movement(Sighting),
}

/// A movement that concerns a wallet, seen from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting {
    row: &'static NetworkRow,
    /// Index of the wallet.
    wallet: usize,
    /// Index among the chain's movements.
    movement: usize,
    incoming: bool,
    is_final: bool,
}

/// An event that webhooks may want.
#[derive(Clone, Debug)]
pub(crate) struct HappenedEvent {
    pub(crate) kind: &'static str,
    pub(crate) data: Value,
}

impl World {
    /// Turns what a record made happen into events.
    pub(super) fn tell(&mut self) -> Result<(), ApiError> {
        for happening in std::mem::take(&mut self.happened) {
            let event = match happening {
                Happening::WalletCreated(index) => self.wallet_event(index),
                Happening::TransferRequested(index) => {
                    Some(self.transfer_event("wallet.transfer.requested", index)?)
                }
                Happening::TransferMoved(index) => match self.kind_of_status(index) {
                    Some(kind) => Some(self.transfer_event(kind, index)?),
                    None => None,
                },
                Happening::Movement(sighting) => self.movement_event(sighting)?,
            };
            self.events.extend(event);
        }
        Ok(())
    }

    /// The events since the last call, each with the ids of the webhooks that want it.
    pub(crate) fn take_events(&mut self) -> Vec<(HappenedEvent, Vec<String>)> {
        let events = std::mem::take(&mut self.events);
        let wanted = events.into_iter().map(|event| {
            let receivers = self.webhooks.wanting(event.kind);
            (event, receivers)
        });
        wanted.collect()
    }

    fn wallet_event(&self, index: usize) -> Option<HappenedEvent> {
        let wallet = self.wallets.get(index)?;
        Some(HappenedEvent {
            kind: "wallet.created",
            data: json!({ "wallet": wallet_view(wallet) }),
        })
    }

    fn transfer_event(&self, kind: &'static str, index: usize) -> Result<HappenedEvent, ApiError> {
        let transfer = self.transfers.get(index);
        let transfer = transfer.ok_or_else(|| ApiError::internal("no such transfer"))?;
        Ok(HappenedEvent {
            kind,
            data: json!({ "transferRequest": self.view(transfer)? }),
        })
    }

    /// The kind of the event that tells of a transfer's present status, where there is one.
    fn kind_of_status(&self, index: usize) -> Option<&'static str> {
        match self.transfers.get(index)?.status.as_str() {
            "Broadcasted" => Some("wallet.transfer.broadcasted"),
            "Confirmed" => Some("wallet.transfer.confirmed"),
            "Failed" => Some("wallet.transfer.failed"),
            "Rejected" => Some("wallet.transfer.rejected"),
            _ => None,
        }
    }

    fn movement_event(&mut self, sighting: Sighting) -> Result<Option<HappenedEvent>, ApiError> {
        let Sighting {
            row,
            wallet,
            movement,
            incoming,
            is_final,
        } = sighting;
        let movement = self.chain(row).movements().get(movement).cloned();
        let (Some(wallet), Some(movement)) = (self.wallets.get(wallet), movement) else {
            return Ok(None);
        };
        let (kind, status) = if is_final {
            (
                "wallet.blockchainevent.detected",
                wire::ChainEventStatus::Confirmed,
            )
        } else {
            (
                "wallet.blockchain_event.transfer.included",
                wire::ChainEventStatus::Included,
            )
        };
        let event = wire::ChainEvent {
            item: history_item(wallet, &movement, incoming),
            status,
        };
        let event = event
            .to_value()
            .map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(Some(HappenedEvent {
            kind,
            data: json!({ "blockchainEvent": event }),
        }))
    }

    /// Notes the movements of the newest block that concern wallets, from the one of this index on.
    pub(super) fn sight_movements(&mut self, row: &'static NetworkRow, first: usize) {
        let movements = self.chain(row).movements().iter().enumerate().skip(first);
        let parties: Vec<_> = movements.map(|(n, it)| (n, it.from, it.to)).collect();
        for (movement, from, to) in parties {
            for (address, incoming) in [(from, false), (to, true)] {
                let wallet = self
                    .wallets
                    .iter()
                    .position(|it| it.row.name == row.name && it.key.address() == address);
                if let Some(wallet) = wallet {
                    let sighting = Sighting {
                        row,
                        wallet,
                        movement,
                        incoming,
                        is_final: false,
                    };
                    self.unsettled.push(sighting);
                    if self.settings(row).confirmations > 0 {
                        self.happened.push(Happening::Movement(sighting));
                    }
                }
            }
        }
    }

    /// Notes the movements of a network that have become final.
    pub(super) fn settle_movements(&mut self, row: &'static NetworkRow) {
        let last = self.count_final_movements(row);
        let (of_row, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.unsettled)
            .into_iter()
            .partition(|sighting| sighting.row.name == row.name);
        let (settled, open): (Vec<_>, Vec<_>) =
            of_row.into_iter().partition(|it| it.movement < last);
        self.unsettled = others;
        self.unsettled.extend(open);
        self.happened.extend(settled.into_iter().map(|sighting| {
            Happening::Movement(Sighting {
                is_final: true,
                ..sighting
            })
        }));
    }

    /// Whether a movement on a network waits for blocks to become final.
    pub(super) fn has_unsettled(&self, row: &'static NetworkRow) -> bool {
        self.unsettled.iter().any(|it| it.row.name == row.name)
    }

    /// How many of a network's movements are final: they stand first.
    pub(super) fn count_final_movements(&mut self, row: &'static NetworkRow) -> usize {
        let confirmations = self.settings(row).confirmations;
        let chain = self.chain(row);
        let head = chain.head().header.number;
        chain
            .movements()
            .partition_point(|it| it.block_number.saturating_add(confirmations) <= head)
    }
}
