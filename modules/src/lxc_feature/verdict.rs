//! What is known of a feature, and what follows from it. No stamp means unknown, not absent (law 14).

use super::script::{Found, Script};
use super::stamp::{Stamp, Stamps};
use super::{Desired, LxcFeature, Observed, OnChange, install};
use crate::plan::{Note, NoteKind, Plan, Refusal, Risk};
use crate::pve::by_hand;
use crate::pve::guest::{Guest, Here};
use crate::pve::hold;
use crate::resource::{Now, Resource as _};

/// What is known of a feature in a guest.
enum Known<'a> {
    /// It is there; the stamp if there is one.
    Installed(Option<&'a Stamp>),
    /// It is not there, and by whose word.
    Missing(Missing),
    /// Nothing tells.
    Unknown,
    /// The guest is stopped, and nothing that is seen of it tells.
    NotSeen,
}

/// Why it is known that a feature is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// It was to be installed, and that did not end well.
    Begun,
    /// Its `check` says so.
    Checked,
}

fn known(observed: &Observed) -> Known<'_> {
    match (observed.check, &observed.stamps) {
        (Some(true), Stamps::Stamped(stamp)) => Known::Installed(Some(stamp)),
        (Some(true), _) => Known::Installed(None),
        (_, Stamps::Begun(_)) => Known::Missing(Missing::Begun),
        (Some(false), _) => Known::Missing(Missing::Checked),
        (None, Stamps::Stamped(stamp)) => Known::Installed(Some(stamp)),
        (None, Stamps::None) => Known::Unknown,
        (None, Stamps::NotSeen) => Known::NotSeen,
    }
}

/// A template does not start any more, so what is in it stays.
fn is_sealed(observed: &Observed) -> bool {
    matches!(&observed.guest, Guest::Here(here) if here.is_template())
}

pub(super) fn describe(observed: &Observed) -> Now {
    let (exists, text) = match (&observed.guest, known(observed)) {
        (Guest::Absent, _) if observed.comes_with_source => (true, "comes with its source".to_owned()),
        (Guest::Absent, _) => (false, "the container does not exist".to_owned()),
        (Guest::Elsewhere(place), _) => (false, place.clone()),
        (Guest::Here(_), Known::Installed(Some(Stamp { word, digest }))) => {
            (true, format!("{word} {}", install::short(digest)).trim_end().to_owned())
        }
        (Guest::Here(_), Known::Installed(None)) => (true, "installed, its check says".to_owned()),
        (Guest::Here(_), Known::Missing(Missing::Begun)) => (false, "to be installed, and not finished".to_owned()),
        (Guest::Here(_), Known::Missing(Missing::Checked)) => (false, "not installed, its check says".to_owned()),
        // A template is what it is; its clones are made of it.
        (Guest::Here(_), Known::NotSeen | Known::Unknown) if is_sealed(observed) => {
            (true, "part of a sealed template".to_owned())
        }
        (Guest::Here(_), Known::Unknown) => (false, "no stamp of it".to_owned()),
        (Guest::Here(_), Known::NotSeen) => (false, "stopped, no stamp of it is seen".to_owned()),
    };
    Now { exists, text }
}

pub(super) fn compare(desired: &Desired, observed: &Observed) -> Plan {
    let here = match &observed.guest {
        Guest::Elsewhere(place) => return refuse_elsewhere(desired, place),
        Guest::Absent if desired.expecting.guest => None,
        Guest::Absent => return refuse_absent(desired),
        Guest::Here(here) => Some(here),
    };
    let script = match &observed.script {
        Script::Found(script) => script,
        Script::Lacking { path, why, remedy } => return without_script(desired, observed, path, why, remedy),
    };
    let plan = match here {
        Some(_) => wanted(desired, observed, script),
        // An earlier task of the run makes it.
        None if observed.comes_with_source => inherited(desired, observed),
        None => {
            let noting = install::noting(desired, &observed.unnoted);
            let notes = desired.expecting.cloned.then(note_what_a_source_may_bring).into_iter().collect();
            Plan { notes, ..install::plan(desired, script, None, Risk::Safe, noting) }
        }
    };
    match here {
        Some(here) => as_the_guest_allows(plan, desired, here),
        None => plan,
    }
}

/// What somebody has put into a source that no file tells of comes with the clone too.
fn note_what_a_source_may_bring() -> Note {
    let text = "whether its source brings it is not known until the container runs; then it is not installed again";
    Note::new(NoteKind::Info, text)
}

/// A clone has what its source has.
fn inherited(desired: &Desired, observed: &Observed) -> Plan {
    let steps = install::noting(desired, &observed.unnoted).into_iter().collect();
    let notes = vec![Note::new(NoteKind::Info, "comes with the source that it is cloned from")];
    Plan { steps, notes, ..Plan::default() }
}

/// Returns what is wanted, whatever the guest is doing; in a fresh guest also a note of what is still to come.
fn wanted(desired: &Desired, observed: &Observed, script: &Found) -> Plan {
    let mut plan = wanted_of_this(desired, observed, script);
    if desired.fresh && plan.is_settled() && observed.stamps.tell_something() {
        plan.steps.extend(install::noting(desired, &observed.unnoted));
    }
    plan
}

fn wanted_of_this(desired: &Desired, observed: &Observed, script: &Found) -> Plan {
    let Desired { fresh, adopt, .. } = *desired;
    let install = |before: Option<&str>, risk| {
        let noting = install::noting(desired, &observed.unnoted).filter(|_| fresh);
        install::plan(desired, script, before, risk, noting)
    };
    match known(observed) {
        Known::Installed(None) if adopt => adoption(desired, observed, script),
        Known::Installed(None) => match &observed.stamps {
            Stamps::Begun(begun) => Plan { steps: install::finish(desired, script, begun), ..Plan::default() },
            _ => Plan::settled(),
        },
        Known::Installed(Some(stamp)) if stamp.digest == script.digest.as_str() => Plan::settled(),
        Known::Installed(Some(_)) if adopt => adoption(desired, observed, script),
        Known::Installed(Some(stamp)) if fresh || desired.on_change == OnChange::Run => {
            install(Some(&install::short(&stamp.digest)), Risk::Safe)
        }
        Known::Installed(Some(_)) if is_sealed(observed) => {
            let text = "the script has changed since it was installed; a sealed template stays as it is";
            Plan { notes: vec![Note::new(NoteKind::Info, text)], ..Plan::default() }
        }
        Known::Installed(Some(stamp)) => refuse_changed(desired, stamp, script),
        Known::Missing(Missing::Begun) => install(None, Risk::Safe),
        // Others may use that guest.
        Known::Missing(Missing::Checked) => install(None, if fresh { Risk::Safe } else { Risk::Interrupts }),
        Known::Unknown | Known::NotSeen if fresh => install(None, Risk::Safe),
        Known::Unknown | Known::NotSeen if adopt => adoption(desired, observed, script),
        Known::Unknown => refuse_unknown(desired),
        Known::NotSeen => note_not_seen(desired, observed),
    }
}

fn adoption(desired: &Desired, observed: &Observed, script: &Found) -> Plan {
    let mut plan = Plan { steps: install::adoption(desired, script), ..Plan::default() };
    if observed.check.is_none() {
        let text = format!(
            "adopted on trust: {} brings no check, so nothing but your word says that it is installed",
            desired.name
        );
        plan.notes.push(Note::new(NoteKind::Warning, text));
    }
    plan
}

/// A stopped guest is no drift: what is in it is known when it runs.
fn note_not_seen(desired: &Desired, observed: &Observed) -> Plan {
    if is_sealed(observed) {
        return Plan::settled();
    }
    let text = format!(
        "whether it is installed is not known until the container runs (`phoenix-run converge --fresh lxc/{}` if it never was)",
        desired.ctid
    );
    Plan { notes: vec![Note::new(NoteKind::Info, text)], ..Plan::default() }
}

/// Returns the plan as a held, locked or stopped guest allows it.
fn as_the_guest_allows(plan: Plan, desired: &Desired, here: &Here) -> Plan {
    if hold::is_held(here.settings.get("tags").map_or("", String::as_str)) {
        return plan.left_alone(&hold::why());
    }
    if plan.steps.is_empty() {
        return plan;
    }
    let ctid = desired.ctid;
    let name = LxcFeature::name(desired);
    if here.is_template() {
        return Plan::refused(Refusal {
            property: "state".to_owned(),
            wanted: "installed".to_owned(),
            found: "a sealed template".to_owned(),
            why: "a template does not start, so nothing is installed in it any more".to_owned(),
            remedy: format!("make a new template of a clone of {ctid}, or take {} out of the list", desired.name),
        });
    }
    if let Some(lock) = here.settings.get("lock") {
        return Plan::refused(Refusal {
            property: "lock".to_owned(),
            wanted: format!("no lock, to install {}", desired.name),
            found: format!("locked ({lock})"),
            why: "somebody works on the container, and what a script does meanwhile would be half in his work"
                .to_owned(),
            remedy: format!("run again when the task behind it is done; if none runs: {}", by_hand::lock(ctid, lock)),
        });
    }
    if !here.is_running && !desired.expecting.running {
        return Plan::refused(Refusal {
            property: "state".to_owned(),
            wanted: "a container that runs".to_owned(),
            found: "stopped".to_owned(),
            why: "its script works inside of the running container".to_owned(),
            remedy: format!("`pct start {ctid}`, then run again for {name}"),
        });
    }
    plan
}

fn refuse_elsewhere(desired: &Desired, place: &str) -> Plan {
    Plan::refused(Refusal {
        property: "ctid".to_owned(),
        wanted: format!("{} in a container of this node", desired.name),
        found: place.to_owned(),
        why: "an id belongs to one guest of the whole cluster".to_owned(),
        remedy: "give the container another id, or run on that node".to_owned(),
    })
}

fn refuse_absent(desired: &Desired) -> Plan {
    Plan::refused(Refusal {
        property: "ctid".to_owned(),
        wanted: format!("{} in container {}", desired.name, desired.ctid),
        found: "no such container".to_owned(),
        why: "nothing can be installed in what does not exist".to_owned(),
        remedy: "make the container first".to_owned(),
    })
}

/// What is stamped is there, with or without its script; whether the script has changed nobody can tell then.
fn without_script(desired: &Desired, observed: &Observed, path: &str, why: &str, remedy: &str) -> Plan {
    if let Known::Installed(_) = known(observed) {
        let text = format!("installed; whether its script has changed is not known: {path}: {why}");
        return Plan { notes: vec![Note::new(NoteKind::Warning, text)], ..Plan::default() };
    }
    Plan::refused(Refusal {
        property: "script".to_owned(),
        wanted: path.to_owned(),
        found: LxcFeature::describe(observed).text,
        why: format!("the script of {} cannot be run: {why}", desired.name),
        remedy: remedy.to_owned(),
    })
}

fn refuse_changed(desired: &Desired, stamp: &Stamp, script: &Found) -> Plan {
    let name = LxcFeature::name(desired);
    let found = format!("{} {}", stamp.word, install::short(&stamp.digest));
    Plan::refused(Refusal {
        property: "script".to_owned(),
        wanted: install::short(script.digest.as_str()),
        found: found.trim_end().to_owned(),
        why: "the script, or what it is given, has changed since it was installed; it is not run again by itself"
            .to_owned(),
        remedy: format!(
            "`phoenix-run converge --fresh {name}` runs it again (`on_change: run` in a playbook), `--adopt {name}` \
             takes what is there for it"
        ),
    })
}

/// The remedy names the container and not the feature: of a host that others kept, all features of a guest are unknown alike.
fn refuse_unknown(desired: &Desired) -> Plan {
    let ctid = desired.ctid;
    Plan::refused(Refusal {
        property: "state".to_owned(),
        wanted: "installed".to_owned(),
        found: "no stamp of it in the guest".to_owned(),
        why: "who made this guest may have installed it: that is not known, and nothing is run twice on a guess"
            .to_owned(),
        remedy: format!(
            "if it is there: `phoenix-run converge --adopt lxc/{ctid}`; if it is not: `phoenix-run converge --fresh lxc/{ctid}` \
             (feature/{ctid}/NAME for one alone; in a playbook `adopt: true`, `fresh: true`)"
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::plan::Digest;

    fn wish(more: &serde_json::Value) -> Desired {
        let mut wish = json!({ "ctid": 101, "name": "docker" });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(wish).unwrap()
    }

    fn digest() -> Digest {
        Digest::of(b"script")
    }

    fn observed(stamps: Stamps, check: Option<bool>) -> Observed {
        let asked = check.map(|_| "/srv/check".to_owned());
        let found = Found { apply: "/srv/x.sh".to_owned(), check: asked, beside: Vec::new(), digest: digest() };
        Observed {
            guest: Guest::Here(Here { settings: BTreeMap::new(), is_running: true }),
            script: Script::Found(found),
            stamps,
            check,
            comes_with_source: false,
            unnoted: Vec::new(),
        }
    }

    fn stamped(digest: &str) -> Stamps {
        Stamps::Stamped(Stamp { word: "installed".to_owned(), digest: digest.to_owned() })
    }

    /// How many steps are planned, how many are not safe, how many refusals there are.
    fn counts(more: &serde_json::Value, observed: &Observed) -> (usize, usize, usize) {
        let plan = compare(&wish(more), observed);
        let risky = plan.changes().filter(|change| change.risk != Risk::Safe).count();
        (plan.steps.len(), risky, plan.refusals.len())
    }

    #[test]
    fn no_stamp_is_unknown_and_runs_nothing() {
        assert_eq!(counts(&json!({}), &observed(Stamps::None, None)), (0, 0, 1));
        assert_eq!(counts(&json!({"fresh": true}), &observed(Stamps::None, None)), (4, 0, 0));
        assert_eq!(counts(&json!({"adopt": true}), &observed(Stamps::None, None)), (3, 0, 0));
    }

    #[test]
    fn what_is_installed_is_left_whoever_says_it() {
        for (stamps, check) in [(stamped(digest().as_str()), None), (Stamps::None, Some(true))] {
            for more in [json!({}), json!({"fresh": true}), json!({"on_change": "run"})] {
                assert_eq!(counts(&more, &observed(stamps.clone(), check)), (0, 0, 0), "{stamps:?} {more}");
            }
        }
    }

    #[test]
    fn a_script_that_has_changed_is_run_only_where_somebody_says_so() {
        let changed = observed(stamped("1"), None);
        assert_eq!(counts(&json!({}), &changed), (0, 0, 1));
        for more in [json!({"fresh": true}), json!({"on_change": "run"})] {
            assert_eq!(counts(&more, &changed), (4, 0, 0));
        }
        assert_eq!(counts(&json!({"adopt": true}), &changed), (3, 0, 0));
    }

    #[test]
    fn a_check_that_says_no_interrupts_whom_others_may_use() {
        let missing = observed(stamped(digest().as_str()), Some(false));
        assert_eq!(counts(&json!({}), &missing), (3, 4, 0));
        assert_eq!(counts(&json!({"fresh": true}), &missing), (3, 0, 0));
        assert_eq!(counts(&json!({}), &observed(Stamps::Begun(String::new()), Some(false))), (3, 0, 0));
    }

    #[test]
    fn a_stamp_is_made_good_when_the_check_says_yes() {
        let plan = compare(&wish(&json!({"fresh": true})), &observed(Stamps::None, Some(false)));
        assert_eq!(plan.predicted().len(), 1);
        let typed = |begun: &str| -> Vec<String> {
            let plan = compare(&wish(&json!({})), &observed(Stamps::Begun(begun.to_owned()), Some(true)));
            plan.steps.iter().map(|step| step.action.to_string()).collect()
        };
        let good = "pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker";
        let digest = digest();
        assert_eq!(typed(digest.as_str()), [good]);
        // What was only noted, or begun with another script, is of none that is known.
        for begun in ["", "1"] {
            let of_this = format!("tee /var/lib/phoenix/features/docker.begun <<< 'installed {}'", digest.as_str());
            assert_eq!(typed(begun), [format!("pct exec 101 -- {of_this}"), good.to_owned()]);
        }
    }

    #[test]
    fn a_held_guest_is_left_alone_and_a_locked_one_refused_only_if_something_is_to_do() {
        let with = |key: &str, value: &str| {
            let settings = BTreeMap::from([(key.to_owned(), value.to_owned())]);
            let guest = Guest::Here(Here { settings, is_running: true });
            Observed { guest, ..observed(Stamps::None, None) }
        };
        assert_eq!(counts(&json!({"fresh": true}), &with("tags", "a;phoenix-hold")), (0, 0, 0));
        assert_eq!(counts(&json!({"fresh": true}), &with("lock", "backup")), (0, 0, 1));
        let done = Observed { stamps: stamped(digest().as_str()), ..with("lock", "backup") };
        assert_eq!(counts(&json!({"fresh": true}), &done), (0, 0, 0));
    }
}
