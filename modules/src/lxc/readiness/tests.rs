use serde_json::json;

use super::*;
use crate::pve::guest_config;

fn wish(arguments: &serde_json::Value) -> Desired {
    let mut all = json!({ "ctid": 101 });
    all.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

fn loaded(names: &[&str]) -> Readiness {
    let profiles = names.iter().map(ToString::to_string).collect();
    Readiness { profiles: Some(profiles), ..Readiness::default() }
}

#[test]
fn a_profile_that_is_not_loaded_is_not_written() {
    let desired = wish(&json!({ "apparmor_profile": "lxc-phoenix-v2" }));
    let (kept, refusals) = loaded(&["lxc-phoenix-v2"]).without(desired.clone(), &Config::default(), true);
    assert_eq!((kept, refusals.len()), (desired.clone(), 0));
    for ready in [loaded(&["lxc_phoenix_v2"]), Readiness::default()] {
        let (kept, refusals) = ready.without(desired.clone(), &Config::default(), true);
        assert_eq!((kept.apparmor_profile, refusals.len()), (None, 1));
        assert!(refusals[0].remedy.contains("apparmor_parser -r /etc/apparmor.d/lxc-phoenix-v2"), "{}", refusals[0]);
    }
    let words = wish(&json!({ "apparmor_profile": "unconfined" }));
    assert!(Readiness::default().without(words, &Config::default(), true).1.is_empty());
}

#[test]
fn a_start_waits_for_devices_and_profiles_unless_the_wish_takes_them_away() {
    let config = guest_config::parse("dev0: /dev/nvidia0\nlxc.apparmor.profile: own\n");
    let nodes = BTreeMap::from([("/dev/nvidia0".to_owned(), false)]);
    let ready = Readiness { nodes, starts: true, ..loaded(&[]) };
    let why = |arguments: &serde_json::Value| {
        let (wish, refusals) = ready.without(wish(arguments), &config, true);
        assert_eq!(refusals.is_empty(), wish.state == State::Running);
        refusals.into_iter().map(|refusal| refusal.why).collect::<Vec<_>>()
    };
    assert_eq!(why(&json!({ "state": "running" })), ["Device /dev/nvidia0 does not exist"]);
    let without_card = json!({ "state": "running", "gpu_assignment": [] });
    assert_eq!(why(&without_card), ["the profile own is not loaded: the container would not start"]);
    assert!(why(&json!({ "state": "running", "gpu_assignment": [], "apparmor_profile": "generated" })).is_empty());
}

#[test]
fn a_card_that_is_not_there_is_refused_and_the_others_are_given() {
    let missing = ["/dev/nvidia1", "/dev/nvidia-uvm"].map(|path| (path.to_owned(), false));
    let ready = Readiness { nodes: BTreeMap::from(missing), ..Readiness::default() };
    let config = guest_config::parse("dev3: /dev/nvidia-uvm,mode=0666\n");
    let (wish, refusals) = ready.without(wish(&json!({ "gpu_assignment": [0, 1] })), &config, true);
    assert_eq!(refusals.len(), 1);
    assert!(refusals[0].wanted == "/dev/nvidia1" && refusals[0].remedy.contains("nvidia-modprobe -u -c=0"));
    let options: Vec<String> =
        settings::compare(&wish, &config).differences.into_iter().filter_map(|one| one.typed).collect();
    assert_eq!(options.len(), 3, "{options:?}");
}
