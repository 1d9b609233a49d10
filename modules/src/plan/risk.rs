//! How bad a change can be, and what a person has consented to.

use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad a change can be. What is not `Safe` is held unless it is allowed by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Nothing stops, opens or is lost.
    Safe,
    /// A guest or a mount stops or restarts.
    Interrupts,
    /// A firewall opens, closes or first bites; or a directory of the host changes hands, and who may read it with it.
    Exposes,
    /// It cannot be taken back: a volume grows, a disk is taken.
    Irreversible,
    /// Whoever works on the host now could not connect anew. `all` does not cover it: it is allowed by its own name only.
    LockOut,
}

impl Risk {
    /// Returns the risks that a person can allow, with the names they are allowed by.
    pub const ALLOWABLE: [(&'static str, Risk); 4] = [
        ("interrupts", Self::Interrupts),
        ("exposes", Self::Exposes),
        ("irreversible", Self::Irreversible),
        ("lock-out", Self::LockOut),
    ];
}

impl fmt::Display for Risk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALLOWABLE.iter().find(|(_, risk)| risk == self).map_or("safe", |(name, _)| *name);
        formatter.pad(name)
    }
}

/// The risks that a person has allowed by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consent(BTreeSet<Risk>);

impl Consent {
    /// Returns the consent to everything but a lock-out: nobody who says `all` means that.
    pub fn to_all() -> Self {
        Self(Risk::ALLOWABLE.iter().map(|(_, risk)| *risk).filter(|risk| *risk != Risk::LockOut).collect())
    }

    /// Reads names of risks, `all` among them; the error names the word that is none and those that are.
    pub fn parse<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut consent = Self::default();
        for word in words {
            if word == "all" {
                consent.0.extend(Self::to_all().0);
                continue;
            }
            let known = Risk::ALLOWABLE.iter().find(|(name, _)| *name == word);
            let Some((_, risk)) = known else {
                let names: Vec<&str> = Risk::ALLOWABLE.iter().map(|(name, _)| *name).collect();
                return Err(format!("{word:?} is no risk that can be allowed; there are {} and all", names.join(", ")));
            };
            consent.0.insert(*risk);
        }
        Ok(consent)
    }

    /// Returns whether a change of this risk may be made.
    pub fn covers(&self, risk: Risk) -> bool {
        risk == Risk::Safe || self.0.contains(&risk)
    }
}
