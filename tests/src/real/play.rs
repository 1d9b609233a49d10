//! One play: typed and called on the guest and on the simulated host, line by line.

use serde::{Deserialize, Serialize};

use super::compare::{self, Names};
use super::machine::Machine;
use super::{apart, device};
use crate::fixture;
use crate::story::Unplayed::{self, Apart, Broken};
use crate::story::{Part, Stage as _, Teller};
use crate::world::World;
use crate::{SimHost, replay};

/// What is read at the end of each play: every property of every dataset.
const EVERYTHING: &str = "zfs get -Hp -o name,property,value,source all";

/// What is typed and called, and the host that it begins on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Play {
    /// Where it comes from, and what it is about: `stories/zpool/a_sick_pool`.
    pub name: String,
    /// The host in JSON, as `fixture::Description` is read; empty for a blank one.
    pub host: String,
    /// The lines of a story.
    pub parts: Vec<Part>,
}

/// What came of a play.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How many lines were answered by both.
    pub compared: usize,
    /// In what they differ, with the line.
    pub differs: Vec<String>,
    /// What was left out, and why.
    pub apart: Vec<String>,
    /// The lines that were typed on the real thing, as a recorded case says them, with their answers (`docs/recordings.md`).
    pub recorded: Vec<String>,
}

impl Outcome {
    /// Returns the outcome of a play that was broken off.
    pub fn broken(reason: String) -> Self {
        Self { differs: vec![reason], ..Self::default() }
    }
}

impl Play {
    /// Returns why nothing of it is asked of a real host of this version.
    fn version_apart(&self, version: &str) -> Option<String> {
        let host: serde_json::Value = serde_json::from_str(&self.host).unwrap_or_default();
        let other = host["zfs_version"].as_str().filter(|other| *other != version)?;
        Some(format!("it tells of OpenZFS {other}"))
    }

    /// Plays on this machine, whose disks have these sizes in bytes, and on a simulated one with this version of OpenZFS.
    pub(super) fn play(&self, version: &str, disks: &[u64]) -> Outcome {
        let mut outcome = Outcome::default();
        if let Some(reason) = self.version_apart(version) {
            outcome.apart.push(reason);
            return outcome;
        }
        match self.play_into(&mut outcome, version, disks) {
            Ok(()) => {}
            Err(Apart(reason)) => outcome.apart.push(reason),
            Err(Broken(reason)) => outcome.differs.push(reason),
        }
        outcome
    }

    fn play_into(&self, outcome: &mut Outcome, version: &str, disks: &[u64]) -> Result<(), Unplayed> {
        let devices = device::assigned(&device::wanted(self), disks).map_err(Apart)?;
        let mut real = Teller::on(Machine::with(devices.clone())?);
        let mut simulated = Teller::on(self.simulated(version));
        real.stage.furnish(&self.host)?;
        real.stage.lay_out(&simulated.stage.world())?;
        let mut last = "";
        for part in &self.parts {
            if let Some(line) = part.line.strip_prefix("> type ") {
                let names = names(&devices, &simulated.stage);
                let typed = type_in(outcome, line, (&mut real, &mut simulated), &names);
                note(outcome, &part.line, typed);
                last = &part.line;
                continue;
            }
            let expected = simulated.play(part.clone())?;
            if part.line.starts_with("given container ") {
                real.stage.lay_out(&simulated.stage.world())?;
            }
            let answered = real.play(part.clone())?;
            real.stage.also_call(|path| simulated.stage.world().device(path))?;
            if part.line.starts_with("> ") {
                let names = names(&devices, &simulated.stage);
                let is_runner = part.line.starts_with("> phoenix-run ");
                let compared = if is_runner { compare::runs } else { compare::acts };
                let mut differences = compared(&answered.below, &expected.below, &names);
                let is_again = part.line == last && answered.below.iter().any(|line| line.ends_with(" changed"));
                differences.extend(is_again.then(|| "the second run changed something again".to_owned()));
                note(outcome, &part.line, Ok(differences));
            }
            last = &part.line;
        }
        let expected = replay::type_in(&mut simulated.stage.world_mut(), EVERYTHING).map_err(Apart)?;
        let answered = real.stage.type_in(EVERYTHING)?;
        // It is no line of the play: one of which all is left out compares nothing.
        outcome.differs.extend(compare::everything(&answered, &expected).map(|lines| format!("{EVERYTHING}\n{lines}")));
        Ok(())
    }

    fn simulated(&self, version: &str) -> SimHost {
        let mut world = World::blank();
        if !self.host.is_empty() {
            let description = serde_json::from_str(&self.host).expect("the host of a play is a description");
            fixture::furnish(&mut world, description).expect("the host of a play can be made");
        }
        fixture::set_version(&mut world, Some(version)).expect("the version of a job is one that was recorded");
        SimHost::of(world)
    }
}

fn note(outcome: &mut Outcome, line: &str, answered: Result<Vec<String>, Unplayed>) {
    match answered {
        Ok(differences) => {
            outcome.compared += 1;
            outcome.differs.extend((!differences.is_empty()).then(|| format!("{line}\n{}", differences.join("\n"))));
        }
        Err(Apart(reason)) => outcome.apart.push(format!("{line}: {reason}")),
        Err(Broken(reason)) => outcome.differs.push(format!("{line}\n{reason}")),
    }
}

fn type_in(
    outcome: &mut Outcome,
    line: &str,
    (real, simulated): (&mut Teller<Machine>, &mut Teller<SimHost>),
    names: &Names,
) -> Result<Vec<String>, Unplayed> {
    // Nobody recorded what a guest's own programs say: the simulated host has those that stories type.
    let expected = match line.starts_with("pct ") {
        true => simulated.stage.type_in(line),
        false => replay::type_in(&mut simulated.stage.world_mut(), line).map_err(Apart)?,
    };
    if let Some(reason) = apart::of_line(line, &expected) {
        return Err(Apart(reason));
    }
    let answered = real.stage.type_in(line)?;
    outcome.recorded.push(replay::as_recorded(line, &answered));
    Ok(compare::answers(line, &answered, &expected, names))
}

/// Returns how the two name the same disk.
fn names(devices: &std::collections::BTreeMap<String, String>, simulated: &SimHost) -> Names {
    let world = simulated.world();
    Names::of(devices.iter().filter_map(|(path, device)| Some((path, device, world.device(path)?))))
}
