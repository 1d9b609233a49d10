//! One pair of files on one host: converged twice, and what is to be said about it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use phoenix_modules::plan::Refusal;
use phoenix_modules::protocol::{ResourceReply, Verdict};
use phoenix_run::report::Tally;
use phoenix_run::status::Status;
use serde_json::Value;

use crate::SimHost;
use crate::inventory::{self, Inventory, Picture};
use crate::run::{Seen, Wish};
use crate::world::World;
use crate::worlds::Kind;

pub mod containers;
pub mod history;
pub mod table;
mod wished_lines;

/// A pair of files.
#[derive(Debug, Clone)]
pub struct Pair {
    /// What it is called: `093`.
    pub name: String,
    /// The text of the host's file.
    pub hypervisor: String,
    /// The text of the containers' file.
    pub lxc: String,
}

/// What became of a pair on a host.
#[derive(Debug, Default)]
pub struct Account {
    /// Why the files were rejected; nothing else is told then.
    pub rejected: Vec<String>,
    /// How many resources are what at the end of the first run.
    pub tally: Tally,
    /// How many commands that change something the first run typed.
    pub typed: usize,
    /// Why resources are not as wished: each with its reason.
    pub reasons: Vec<(String, String)>,
    /// Resources that are not as wished for no reason that is told.
    pub unexplained: Vec<String>,
    /// What failed, with what the tool said.
    pub failed: Vec<String>,
    /// The commands that change something and that the second run typed.
    pub second: Vec<String>,
    /// Where the host differs after the second run.
    pub differing: Vec<String>,
    /// What the first run lost.
    pub lost: Vec<String>,
    /// The volumes of guests that the first run allocated.
    pub volumes: Vec<String>,
}

impl Pair {
    /// Returns the wish of a run that allows everything and takes care of the features.
    pub fn wish(&self) -> Wish {
        Wish {
            hypervisor: self.hypervisor.clone(),
            lxc: self.lxc.clone(),
            allow: vec!["all".to_owned()],
            without_features: true,
            without_health: true,
            ..Wish::default()
        }
    }

    /// Makes the host of this kind for the pair.
    pub fn world(&self, kind: Kind) -> Result<World> {
        let mut world = World::blank();
        self.furnish(kind, &mut world)?;
        Ok(world)
    }

    /// Gives a host what the pair takes for granted.
    pub fn furnish(&self, kind: Kind, world: &mut World) -> Result<()> {
        let hypervisor: Value = serde_json::from_str(&self.hypervisor).context("read the host's file")?;
        let containers: Value = serde_json::from_str(&self.lxc).context("read the containers' file")?;
        kind.furnish(world, &hypervisor, &containers);
        Ok(())
    }
}

/// Converges a host to a pair twice; hands it back with what is to be said.
pub fn judge(pair: &Pair, world: World) -> (SimHost, Account) {
    let before = Inventory::of(&world);
    let wish = pair.wish();
    let (host, first) = wish.converge(SimHost::of(world));
    let first = match first {
        Ok(first) => first,
        Err(findings) => {
            let rejected = findings.iter().map(|finding| finding.message.clone()).collect();
            return (host, Account { rejected, ..Account::default() });
        }
    };
    let typed = host.mutations().len();
    let after = Inventory::of(&host.world());
    let picture = Picture::of(&host.world());
    host.forget_commands();
    let (host, _) = wish.converge(host);
    let differing = inventory::differences(&picture, &Picture::of(&host.world()));
    let mut account = Account {
        tally: first.tally(),
        typed,
        second: host.mutations(),
        differing,
        lost: lost(pair, &before, &after),
        volumes: before.volumes_new_in(&after),
        ..Account::default()
    };
    account.explain(&first);
    host.forget_commands();
    (host, account)
}

fn lost(pair: &Pair, before: &Inventory, after: &Inventory) -> Vec<String> {
    let mut lost = before.lost_in(after);
    lost.retain(|what| !wished_lines::is_wished_otherwise(pair, what));
    lost
}

impl Account {
    /// Returns whether everything is as a second run, and a careful first one, must leave it.
    pub fn is_sound(&self) -> bool {
        let faults = [&self.unexplained, &self.failed, &self.second, &self.differing, &self.lost];
        self.rejected.is_empty() && faults.iter().all(|fault| fault.is_empty())
    }

    /// Returns every fault, in words.
    pub fn faults(&self) -> Vec<String> {
        let of = |word: &str, list: &[String]| list.iter().map(|what| format!("{word}: {what}")).collect::<Vec<_>>();
        [
            of("rejected", &self.rejected),
            of("not as wished without a reason", &self.unexplained),
            of("failed", &self.failed),
            of("typed by the second run", &self.second),
            of("changed by the second run", &self.differing),
            of("lost", &self.lost),
        ]
        .concat()
    }

    fn explain(&mut self, seen: &Seen) {
        for (task, status) in seen.agenda.tasks.iter().zip(&seen.inspection.statuses) {
            let id = &task.id;
            match status {
                Status::Refused(refusal) => self.reasons.push((id.clone(), refused(refusal))),
                Status::Blocked(block) => self.reasons.push((id.clone(), format!("blocked: {}", block.why))),
                Status::Later(before) => self.unexplained.push(format!("{id} is still put off behind {before}")),
                Status::Unseen => self.unexplained.push(format!("{id} was not looked at")),
                Status::Unknown(why) => self.failed.push(format!("{id}: {why}")),
                Status::PassedBy(why) => self.reasons.push((id.clone(), why.clone())),
                Status::Told(reply) => self.explain_reply(id, reply),
            }
        }
    }

    fn explain_reply(&mut self, id: &str, reply: &ResourceReply) {
        let refusals = reply.refusals.iter().map(refused);
        let held = reply.held.iter().map(|step| format!("held: {}", step.command));
        let reasons: Vec<String> = refusals.chain(held).collect();
        match reply.verdict {
            Verdict::InSync | Verdict::Changed => {}
            Verdict::Failed => {
                let said = reply.failure.as_ref().map_or_else(String::new, |failure| {
                    format!(" {}: {}", failure.command, failure.said.replace('\n', " "))
                });
                self.failed.push(format!("{id}{said}"));
            }
            Verdict::Refused | Verdict::Held if !reasons.is_empty() => {}
            verdict => self.unexplained.push(format!("{id} is {verdict:?}")),
        }
        self.reasons.extend(reasons.into_iter().map(|reason| (id.to_owned(), reason)));
    }
}

fn refused(refusal: &Refusal) -> String {
    format!("{}: {}", refusal.property, refusal.why)
}

/// Groups reasons that differ in numbers and names only; each group with what it is about, the largest first.
pub fn grouped(reasons: impl IntoIterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (about, reason) in reasons {
        groups.entry(generalised(&reason)).or_default().push(about);
    }
    let mut groups: Vec<(String, Vec<String>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, about)| std::cmp::Reverse(about.len()));
    groups
}

/// Returns a sentence without its names: a word with a digit, a slash or a hyphen, or in quotes, is `*`.
fn generalised(reason: &str) -> String {
    let is_name = |word: &str| word.contains(|letter: char| letter.is_ascii_digit() || "/'\"`".contains(letter));
    let words = reason.split(' ').map(|word| if is_name(word) { "*" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_that_differ_in_names_are_one() {
        let reasons = [("a", "clone_from: 103 has 'x'"), ("b", "clone_from: 911 has 'y'"), ("c", "other")];
        let groups = grouped(reasons.map(|(about, reason)| (about.to_owned(), reason.to_owned())));
        assert_eq!(groups[0], ("clone_from: * has *".to_owned(), vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(groups.len(), 2);
    }
}
