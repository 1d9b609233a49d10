//! Pools, datasets and the storages that datasets are offered as, from the host's file.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use phoenix_modules::names::{DatasetName, StorageId};

use super::finding::Finding;
use super::firewall;
use super::place::{Place, Reader};
use super::pools;
use super::properties;
use super::values;
use super::{Configuration, Dataset, Located, Storage, StorageType};

/// Reads what the host's file says about ZFS and the storages on it.
pub(super) fn read(host: &Place<'_>, configuration: &mut Configuration, findings: &mut Vec<Finding>) {
    configuration.firewall = firewall::of_host(host, findings);
    configuration.host_address = address(host, findings);
    let overrides = overrides(host, findings);
    let Some(zfs) = host.member("zfs").filter(|zfs| zfs.is_object(findings)) else {
        return;
    };
    configuration.arc_max = arc_max(&zfs, findings);
    let pools = list(&zfs, "pools", findings);
    configuration.pools = pools::read(&pools, findings);
    read_datasets(&list(&zfs, "datasets", findings), &overrides, configuration, findings);
    refuse_undeclared_pools(configuration, findings);
    refuse_repeated_storages(configuration, findings);
}

/// Reads the host's own address, with its prefix or without; one that is none stays, so that no host is taken for this one.
fn address(host: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Located<String>> {
    let address = host.member("network")?.member("interfaces")?.member("address")?.read(values::text, findings)?;
    let plain = address.value.split('/').next().unwrap_or_default();
    if address.value != "dhcp" && plain.trim().parse::<IpAddr>().is_err() {
        let message = format!("{:?} is no address, so no host is known to be that of the files", address.value);
        let finding = Finding::warning(address.at, &address.key, message);
        findings.push(
            finding.remedy("write it as 10.0.0.13/24, or leave the key out; until then a converge needs --any-host"),
        );
    }
    Some(address)
}

/// Reads the limit of the cache: whole GiB, or of early files bytes, in quotes; 0 leaves it to ZFS.
fn arc_max(zfs: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Located<u64>> {
    const GIB: u64 = 1 << 30;
    let mut reader = Reader { object: zfs, findings };
    let gibibytes = reader.read("arc_max_gb", values::integer(0..=1 << 20));
    let bytes = reader.read("arc_max", values::integer_or_text(0..=1 << 50));
    gibibytes.map(|limit| Located { value: limit.value * GIB, ..limit }).or(bytes)
}

/// Returns the objects of a list below a place; what is no list, or no object in it, is reported.
fn list<'t>(parent: &Place<'t>, name: &str, findings: &mut Vec<Finding>) -> Vec<Place<'t>> {
    let list = parent.member(name).filter(|list| list.is_array(findings));
    let elements = list.iter().flat_map(Place::elements);
    elements.filter(|element| element.is_object(findings)).collect()
}

type Overrides = HashMap<String, Located<StorageId>>;

fn read_datasets(
    places: &[Place<'_>],
    overrides: &Overrides,
    configuration: &mut Configuration,
    findings: &mut Vec<Finding>,
) {
    let mut seen: HashMap<DatasetName, &Place<'_>> = HashMap::new();
    for place in places {
        let offer = offer(place, findings);
        let Some(dataset) = dataset(place, findings) else {
            continue;
        };
        if let Some(first) = seen.get(&dataset.name) {
            findings.push(repeated_dataset(&dataset.name, first, place));
            continue;
        }
        seen.insert(dataset.name.clone(), place);
        let storage = offer.and_then(|offer| storage(place, &dataset.name, offer, overrides, findings));
        configuration.storages.extend(storage);
        configuration.datasets.push(dataset);
    }
}

/// Returns the storage ids of `proxmox_storage_ids` by their keys.
fn overrides(host: &Place<'_>, findings: &mut Vec<Finding>) -> Overrides {
    let Some(place) = host.member("proxmox_storage_ids").filter(|place| place.is_object(findings)) else {
        return HashMap::new();
    };
    let ids = place.members().filter_map(|(key, id)| Some((key.to_owned(), id.read(values::name, findings)?)));
    ids.collect()
}

/// Reads a key that an object cannot do without, or reports that it is missing.
pub(super) fn required(reader: &mut Reader<'_, '_>, key: &str, of: &str) -> Option<Located<String>> {
    if reader.object.node.get(key).is_none() {
        let missing = format!("{of} needs the key `{key}`");
        reader.findings.push(Finding::error(reader.object.at, &reader.object.key, missing));
    }
    reader.read(key, values::text)
}

fn dataset(place: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Dataset> {
    let properties = place.member("properties").map(|place| properties::read(&place, findings)).unwrap_or_default();
    let mut reader = Reader { object: place, findings };
    let pool = required(&mut reader, "pool", "a dataset");
    let name = required(&mut reader, "name", "a dataset");
    let (pool, name) = (pool?, name?);
    match format!("{}/{}", pool.value, name.value).parse() {
        Ok(full) => Some(Dataset { name: full, properties, at: place.at, key: place.key.clone() }),
        Err(wrong) => {
            findings.push(Finding::error(name.at, &name.key, wrong.to_string()));
            None
        }
    }
}

/// How a dataset is offered to Proxmox.
struct Offer {
    storage_type: Located<StorageType>,
    content: Option<Located<Vec<String>>>,
}

fn offer(place: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Offer> {
    let mut reader = Reader { object: place, findings };
    let content = reader.read("proxmox_content_type", values::contents);
    let storage_type = reader.read("proxmox_storage_type", values::storage_type)?;
    Some(Offer { storage_type, content })
}

fn storage(
    place: &Place<'_>,
    dataset: &DatasetName,
    Offer { storage_type, content }: Offer,
    overrides: &Overrides,
    findings: &mut Vec<Finding>,
) -> Option<Storage> {
    let id = match overrides.get(&lookup_key(dataset)) {
        Some(id) => id.value.clone(),
        None => derived_id(place, dataset, findings)?,
    };
    Some(Storage { id, storage_type, content, dataset: dataset.clone(), at: place.at })
}

/// Returns the key of `proxmox_storage_ids` that a dataset is looked up by: `POOL_NAME`, the dashes of NAME as underscores.
pub(super) fn lookup_key(dataset: &DatasetName) -> String {
    let name = dataset.as_str().strip_prefix(dataset.pool()).unwrap_or_default();
    format!("{}_{}", dataset.pool(), name.trim_start_matches('/').replace('-', "_"))
}

fn derived_id(place: &Place<'_>, dataset: &DatasetName, findings: &mut Vec<Finding>) -> Option<StorageId> {
    match dataset.as_str().replacen('/', "-", 1).parse::<StorageId>() {
        Ok(id) => Some(id),
        Err(wrong) => {
            let remedy = format!("give it an id in proxmox_storage_ids, as `{}`", lookup_key(dataset));
            findings.push(Finding::error(place.at, &place.key, wrong.to_string()).remedy(remedy));
            None
        }
    }
}

fn refuse_undeclared_pools(configuration: &Configuration, findings: &mut Vec<Finding>) {
    let declared: HashSet<&str> = configuration.pools.iter().map(|pool| pool.name.value.as_str()).collect();
    for dataset in &configuration.datasets {
        let pool = dataset.name.pool();
        if !declared.contains(pool) {
            let message = format!("the pool `{pool}` is not among zfs.pools");
            let refusal = Finding::refusal(format!("zfs/{}", dataset.name), dataset.at, &dataset.key, message);
            findings.push(refusal.rule("V-59").remedy("declare the pool, or correct the dataset's pool"));
        }
    }
}

fn repeated_dataset(name: &DatasetName, first: &Place<'_>, second: &Place<'_>) -> Finding {
    if first.node.says_the_same(second.node) {
        return Finding::warning(
            second.at,
            &second.key,
            format!("{name} was already written at {}, with the same values", first.at),
        )
        .rule("V-59")
        .remedy("remove one of the two");
    }
    let message = format!("{name} was already written at {}, with other values", first.at);
    Finding::refusal(format!("zfs/{name}"), second.at, &second.key, message)
        .rule("V-59")
        .remedy("remove the one that is not meant")
}

/// Keeps the first of storages with one id and refuses that id: two datasets cannot be one storage.
fn refuse_repeated_storages(configuration: &mut Configuration, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<StorageId, Storage> = HashMap::new();
    configuration.storages.retain(|storage| {
        let Some(first) = seen.get(&storage.id) else {
            seen.insert(storage.id.clone(), storage.clone());
            return true;
        };
        let message = format!("the id `{}` is already that of {} ({})", storage.id, first.dataset, first.at);
        let refusal =
            Finding::refusal(format!("storage/{}", storage.id), storage.at, &storage.storage_type.key, message);
        findings.push(refusal.remedy("give one of the two another id in proxmox_storage_ids"));
        false
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Severity, read};

    const LXC: &[u8] = b"{\"lxc_configs\": {}}";

    fn host(datasets: &str) -> Result<Configuration, Vec<Finding>> {
        host_with(datasets, "{}")
    }

    fn host_with(datasets: &str, ids: &str) -> Result<Configuration, Vec<Finding>> {
        let pools =
            r#"[{"name": "quickOS", "raid_level": "mirror", "disks": ["/dev/disk/by-id/a"]}, {"name": "fastData"}]"#;
        let text = format!(
            "{{\"zfs\": {{\"pools\": {pools},\n\"datasets\": [{datasets}]}},\n\"proxmox_storage_ids\": {ids}}}"
        );
        read(text.as_bytes(), LXC)
    }

    #[test]
    fn a_storage_id_is_overridden_by_the_exact_lookup_key_alone() {
        let datasets = r#"{"pool": "fastData", "name": "shared-iso", "proxmox_storage_type": "dir", "proxmox_content_type": "iso,vztmpl"},
                          {"pool": "quickOS", "name": "lxc-disks", "proxmox_storage_type": "zfspool"}"#;
        let ids = r#"{"fastData_shared_iso": "isos", "quickos_lxc": "never", "quickOS_lxc-disks": "never2"}"#;
        let storages = host_with(datasets, ids).unwrap().storages;
        assert_eq!((storages[0].id.as_str(), storages[0].path().as_deref()), ("isos", Some("/fastData/shared-iso")));
        assert_eq!(storages[0].content.as_ref().unwrap().value, ["iso", "vztmpl"]);
        assert_eq!(
            (storages[1].id.as_str(), storages[1].path(), &storages[1].content),
            ("quickOS-lxc-disks", None, &None)
        );
    }

    #[test]
    fn a_template_path_becomes_a_volume_of_the_storage_below_it() {
        let datasets = r#"{"pool": "fastData", "name": "shared-iso", "proxmox_storage_type": "dir", "proxmox_content_type": "iso,vztmpl"}"#;
        let configuration = host(datasets).unwrap();
        let volume = |template| configuration.template_volume(template);
        assert_eq!(
            volume("/fastData/shared-iso/template/cache/u.tar.zst").unwrap(),
            "fastData-shared-iso:vztmpl/u.tar.zst"
        );
        assert_eq!(volume("u.tar.zst").unwrap(), "fastData-shared-iso:vztmpl/u.tar.zst");
        assert_eq!(volume("local:vztmpl/u.tar.zst").unwrap(), "local:vztmpl/u.tar.zst");
        assert_eq!(volume("/elsewhere/u.tar.zst"), None);
    }

    #[test]
    fn a_dataset_in_an_undeclared_pool_is_refused_alone() {
        let configuration = host(r#"{"pool": "slow", "name": "a"}, {"pool": "quickOS", "name": "b"}"#).unwrap();
        let refused: Vec<_> = configuration.findings.iter().filter_map(|finding| finding.resource.as_deref()).collect();
        assert_eq!(refused, ["zfs/slow/a"]);
    }

    #[test]
    fn a_dataset_twice_warns_if_equal_and_is_refused_if_not() {
        let twice = |second: &str| {
            let configuration =
                host(&format!(r#"{{"pool": "quickOS", "name": "b", "properties": "quota=1G"}}, {second}"#)).unwrap();
            assert_eq!(configuration.datasets.len(), 1);
            configuration.findings.iter().find(|finding| finding.rule == Some("V-59")).unwrap().severity
        };
        assert_eq!(twice(r#"{"pool": "quickOS", "name": "b", "properties": "quota=1G"}"#), Severity::Warning);
        assert_eq!(twice(r#"{"pool": "quickOS", "name": "b", "properties": "quota=2G"}"#), Severity::Refuse);
    }

    #[test]
    fn two_datasets_cannot_be_one_storage() {
        let datasets = r#"{"pool": "quickOS", "name": "a", "proxmox_storage_type": "zfspool"},
                          {"pool": "quickOS", "name": "b", "proxmox_storage_type": "zfspool"}"#;
        let configuration = host_with(datasets, r#"{"quickOS_b": "quickOS-a"}"#).unwrap();
        assert_eq!(configuration.storages.len(), 1);
        assert!(configuration.findings.iter().any(|finding| finding.resource.as_deref() == Some("storage/quickOS-a")));
    }

    #[test]
    fn names_that_cannot_be_are_errors_with_their_lines() {
        let findings = host(
            r#"{"pool": "quickOS", "name": "a//b"},
               {"name": "b"},
               "c",
               {"pool": "quickOS", "name": "d-", "proxmox_storage_type": "zfspool"},
               {"pool": "quickOS", "name": "e", "proxmox_storage_type": "nfs"}"#,
        )
        .unwrap_err();
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let lines: Vec<_> = errors.map(|finding| finding.at.unwrap().line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
    }

    #[test]
    fn the_limit_of_the_cache_is_told_in_gib_or_in_bytes() {
        let limit = |zfs: &str| {
            let text = format!("{{\"zfs\": {{{zfs}}}}}");
            read(text.as_bytes(), LXC).map(|configuration| configuration.arc_max.map(|limit| limit.value))
        };
        assert_eq!(limit(r#""arc_max_gb": 32"#), Ok(Some(34_359_738_368)));
        assert_eq!(limit(r#""arc_max": "32212254720""#), Ok(Some(32_212_254_720)));
        assert_eq!(limit(r#""arc_max": 1, "arc_max_gb": 2"#), Ok(Some(2_147_483_648)));
        assert_eq!(limit(""), Ok(None));
        assert!(limit(r#""arc_max_gb": "32""#).is_err());
    }

    #[test]
    fn the_hosts_address_is_kept_as_it_is_written() {
        let text = r#"{"network": {"interfaces": {"address": "10.0.0.13/24"}}}"#;
        let address = read(text.as_bytes(), LXC).unwrap().host_address.unwrap();
        assert_eq!((address.value.as_str(), address.key.as_str()), ("10.0.0.13/24", "network.interfaces.address"));
        let warnings = |address: &str| {
            let read = read(text.replace("10.0.0.13/24", address).as_bytes(), LXC).unwrap();
            read.findings.iter().filter(|finding| finding.key == "network.interfaces.address").count()
        };
        assert_eq!(["10.0.0.13", "fd00::2/64", "dhcp"].map(warnings), [0; 3]);
        assert_eq!(["10.0.0.300/24", "10.0.0.1, 10.0.0.2", "pve1"].map(warnings), [1; 3]);
    }
}
