//! Pools: names, layouts, disks.

use std::collections::HashMap;

use phoenix_modules::names::PoolName;

use super::finding::Finding;
use super::hypervisor::required;
use super::place::{Place, Reader};
use super::{At, Located, Pool, properties, values};

/// Reads the pools, each once; a pool and a disk that are named twice are refused the second time.
pub(super) fn read(places: &[Place<'_>], findings: &mut Vec<Finding>) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    let mut seen: HashMap<PoolName, &Place<'_>> = HashMap::new();
    for place in places {
        let Some(pool) = pool(place, findings) else { continue };
        match seen.get(&pool.name.value) {
            Some(first) => findings.push(repeated(&pool, first, place)),
            None => {
                seen.insert(pool.name.value.clone(), place);
                pools.push(pool);
            }
        }
    }
    refuse_shared_disks(&pools, findings);
    pools
}

fn pool(place: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Pool> {
    let [properties, filesystem_properties] = ["properties", "filesystem_properties"]
        .map(|key| place.member(key).map(|place| properties::read(&place, findings)).unwrap_or_default());
    let mut reader = Reader { object: place, findings };
    let raid_level = reader.read("raid_level", values::text);
    let disks = reader.read("disks", values::texts);
    let name = required(&mut reader, "name", "a pool")?;
    match name.value.parse() {
        Ok(parsed) => {
            let name = Located { value: parsed, at: name.at, key: name.key };
            Some(Pool { name, raid_level, disks, properties, filesystem_properties })
        }
        Err(error) => {
            findings.push(Finding::error(name.at, &name.key, error.to_string()));
            None
        }
    }
}

fn repeated(pool: &Pool, first: &Place<'_>, second: &Place<'_>) -> Finding {
    let (name, at) = (&pool.name.value, first.at);
    let finding = if first.node.says_the_same(second.node) {
        let message = format!("the pool `{name}` was already written at {at}, with the same values");
        Finding::warning(second.at, &second.key, message)
    } else {
        let message = format!("the pool `{name}` was already written at {at}, with other values");
        Finding::refusal(format!("zpool/{name}"), second.at, &second.key, message)
    };
    finding.rule("V-59").remedy("remove the one that is not meant")
}

/// A disk that two pools name would be taken from the one to make the other: the second is refused.
fn refuse_shared_disks(pools: &[Pool], findings: &mut Vec<Finding>) {
    let mut owners: HashMap<&str, (&PoolName, At)> = HashMap::new();
    for pool in pools {
        let Some(disks) = &pool.disks else { continue };
        for disk in &disks.value {
            let (owner, at) = *owners.entry(disk).or_insert((&pool.name.value, disks.at));
            if *owner != pool.name.value {
                let message = format!("the disk {disk} is already one of the pool `{owner}` ({at})");
                let refusal = Finding::refusal(format!("zpool/{}", pool.name.value), disks.at, &disks.key, message);
                findings.push(refusal.remedy("a disk belongs to one pool: remove it from one of the two"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Configuration, Located, read};

    fn pools_of(pools: &str) -> Configuration {
        let text = format!("{{\"zfs\": {{\"pools\": [{pools}]}}}}");
        read(text.as_bytes(), b"{\"lxc_configs\": {}}").unwrap()
    }

    fn refused(pools: &str) -> Vec<String> {
        let findings = pools_of(pools).findings;
        findings.into_iter().filter_map(|finding| finding.resource).collect()
    }

    #[test]
    fn pools_keep_layout_and_disks() {
        let pools = pools_of(
            r#"{"name": "quickOS", "raid_level": "mirror", "disks": ["/dev/disk/by-id/a"]}, {"name": "fastData"}"#,
        )
        .pools;
        assert_eq!(pools[0].raid_level.as_ref().unwrap().value, "mirror");
        assert_eq!(pools[0].disks.as_ref().unwrap().value, ["/dev/disk/by-id/a"]);
        assert_eq!(pools[1].disks, None);
        assert!(pools[0].properties.is_empty() && pools[0].filesystem_properties.is_empty());
    }

    #[test]
    fn a_pool_may_name_properties_of_its_own_and_of_its_root() {
        let pools =
            pools_of(r#"{"name": "p", "properties": "autotrim=on", "filesystem_properties": {"atime": "off"}}"#).pools;
        let names = |properties: &[(Located<String>, Located<String>)]| properties[0].0.value.clone();
        assert_eq!(names(&pools[0].properties), "autotrim");
        assert_eq!(names(&pools[0].filesystem_properties), "atime");
    }

    #[test]
    fn a_pool_twice_warns_if_equal_and_is_refused_if_not() {
        let pool = r#"{"name": "p", "raid_level": "mirror"}"#;
        let equal = pools_of(&format!("{pool}, {pool}"));
        assert_eq!((equal.pools.len(), equal.findings.iter().filter(|told| told.rule == Some("V-59")).count()), (1, 1));
        assert_eq!(refused(&format!("{pool}, {pool}")), Vec::<String>::new());
        assert_eq!(refused(&format!(r#"{pool}, {{"name": "p", "raid_level": "single"}}"#)), ["zpool/p"]);
    }

    #[test]
    fn a_name_that_no_pool_can_have_is_an_error_at_its_line() {
        for bad in ["tank/a", "mirror", "9tank"] {
            let text = format!(r#"{{"zfs": {{"pools": [{{"name": "{bad}"}}]}}}}"#);
            let findings = read(text.as_bytes(), b"{\"lxc_configs\": {}}").unwrap_err();
            let told = findings.iter().find(|finding| finding.key == "zfs.pools[0].name").unwrap();
            assert!(told.message.contains("is not a pool name"), "{told}");
        }
    }

    #[test]
    fn a_disk_belongs_to_one_pool() {
        let pool = |name: &str| format!(r#"{{"name": "{name}", "disks": ["/dev/disk/by-id/a"]}}"#);
        assert_eq!(refused(&format!("{}, {}", pool("p"), pool("q"))), ["zpool/q"]);
        assert!(refused(&pool("p")).is_empty());
    }
}
