use super::*;

fn reading(pairs: &[(&str, &str, &str)]) -> BTreeMap<String, Value> {
    let value = |text: &str, source: &str| Value { text: text.to_owned(), source: source.to_owned() };
    pairs.iter().map(|(name, text, source)| ((*name).to_owned(), value(text, source))).collect()
}

fn wishes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn around() -> Surroundings {
    Surroundings {
        release: Release::From23,
        inherits: BTreeMap::new(),
        free_above: None,
        is_below_encrypted: Some(false),
    }
}

/// Compares one wish of several.
fn compared(
    property: &str,
    wished: &[(&str, &str)],
    observed: &[(&str, &str, &str)],
    surroundings: &Surroundings,
) -> Result<Option<Difference>, Box<Refusal>> {
    let (observed, wishes) = (reading(observed), wishes(wished));
    super::compare(property, &wishes[property], Situation { observed: &observed, wishes: &wishes, surroundings })
}

fn compare(property: &str, wished: &str, observed: &[(&str, &str, &str)]) -> Result<Option<Difference>, Box<Refusal>> {
    compared(property, &[(property, wished)], observed, &around())
}

fn why_not(property: &str, wished: &str, observed: &[(&str, &str, &str)]) -> String {
    compare(property, wished, observed).unwrap_err().why
}

fn is_equal(property: &str, wished: &str, read: &str) -> bool {
    compare(property, wished, &[(property, read, "local")]) == Ok(None)
}

#[test]
fn both_sides_are_brought_to_what_zfs_prints() {
    for (property, wished, read) in [
        ("compression", "gzip-6", "gzip"),
        ("quota", "1.4T", "1539316278886"),
        ("quota", "none", "0"),
        ("filesystem_limit", "none", "none"),
        ("mountpoint", "/srv/fs/", "/srv/fs/"),
        ("com.example:x", " a", " a"),
        ("com.example:x", "-", "-"),
        ("com.example:x", "", ""),
    ] {
        assert!(is_equal(property, wished, read), "{property}={wished} reads {read}");
    }
    for (property, wished, read) in [
        ("compression", "zstd", "zstd-3"),
        ("compression", "lz4", "on"),
        ("mountpoint", "/srv/fs", "/srv/fs/"),
        ("com.example:x", "a", " a"),
    ] {
        assert!(!is_equal(property, wished, read), "{property}={wished} reads {read}");
    }
}

#[test]
fn the_release_is_told_by_what_it_shows() {
    assert_eq!(Release::of(&reading(&[("atime", "on", "default")])), Release::Before23);
    assert_eq!(Release::of(&reading(&[("direct", "standard", "default")])), Release::From23);
    assert_eq!(
        Release::of(&reading(&[("direct", "standard", "default"), ("defaultuserquota", "0", "-")])),
        Release::From24
    );
    assert!(is_equal("xattr", "sa", "on") && !is_equal("xattr", "dir", "on"));
}

#[test]
fn a_wish_equal_to_a_default_or_inherited_value_is_no_difference() {
    for source in ["default", "inherited from tank", "received", "temporary"] {
        assert_eq!(compare("sync", "standard", &[("sync", "standard", source)]), Ok(None), "{source}");
    }
}

#[test]
fn where_a_value_is_from_is_told() {
    for (source, told) in [
        ("local", "always"),
        ("default", "always"),
        ("inherited from tank", "always (inherited from tank)"),
        ("received", "always (received)"),
    ] {
        let difference = compare("sync", "standard", &[("sync", "always", source)]).unwrap().unwrap();
        assert_eq!(difference.change.before.as_deref(), Some(told));
        assert_eq!(difference.change.after.as_deref(), Some("standard"));
        assert_eq!(difference.typed, Typed::Set("standard".to_owned()));
    }
    let refusal = compare("sync", "standard", &[("sync", "always", "temporary")]).unwrap_err();
    assert_eq!(
        (refusal.found.as_str(), refusal.why.as_str()),
        ("always (temporary)", "a temporary mount option hides the stored value")
    );
    let user = compare("a:b", "1", &[("a:b", "2", "inherited from tank")]).unwrap().unwrap();
    assert_eq!(user.change.before.as_deref(), Some("2 (inherited from tank)"));
}

#[test]
fn a_property_is_taken_back_where_the_dataset_sets_it() {
    let mut surroundings = around();
    surroundings.inherits = reading(&[("sync", "always", "inherited from tank"), ("quota", "0", "default")]);
    let of = |property: &str, text: &str, source: &str| {
        compared(property, &[(property, INHERIT)], &[(property, text, source)], &surroundings)
    };
    for source in ["local", "received"] {
        let difference = of("sync", "disabled", source).unwrap().unwrap();
        assert_eq!(difference.typed, Typed::Inherit);
        assert_eq!(difference.change.before, Some(format!("disabled ({source})")));
        assert_eq!(difference.change.after.as_deref(), Some("always (inherited from tank)"));
    }
    for source in ["default", "inherited from tank"] {
        assert_eq!(of("sync", "always", source), Ok(None));
        assert_eq!(of("a:b", "1", source), Ok(None));
    }
    assert_eq!(compare("a:b", INHERIT, &[]), Ok(None));
    let user = of("a:b", "1", "local").unwrap().unwrap();
    assert_eq!((user.typed, user.change.after.as_deref()), (Typed::Inherit, None));
    assert!(of("sync", "always", "temporary").unwrap_err().why.starts_with("a temporary mount option"));
    let moved = of("mountpoint", "/srv", "local").unwrap().unwrap();
    assert_eq!(moved.change.risk, Risk::Interrupts);
    assert_eq!(of("compression", "lz4", "local").unwrap().unwrap().change.effect, Effect::NewDataOnly);
}

#[test]
fn what_cannot_be_inherited_is_refused() {
    for (property, text, why, remedy) in [
        ("quota", "1024", "'quota' property cannot be inherited", "wish `none` to clear it"),
        ("snapshot_limit", "5", "'snapshot_limit' property cannot be inherited", "wish `none` to clear it"),
        ("canmount", "on", "'canmount' property cannot be inherited", "wish a value, or take it out"),
        ("casesensitivity", "mixed", "casesensitivity property is read-only", "take it out of the properties"),
    ] {
        let refusal = compare(property, INHERIT, &[(property, text, "local")]).unwrap_err();
        assert_eq!((refusal.why.as_str(), refusal.remedy.as_str()), (why, remedy));
    }
    assert_eq!(why_not("used", INHERIT, &[("used", "1", "-")]), "'used' is readonly");
}

#[test]
fn effects_and_risks() {
    let of = |property: &str, wished: &str, read: &str| {
        let change = compare(property, wished, &[(property, read, "local")]).unwrap().unwrap().change;
        (change.effect, change.risk)
    };
    assert_eq!(of("atime", "on", "off"), (Effect::Live, Risk::Safe));
    assert_eq!(of("compression", "lz4", "on"), (Effect::NewDataOnly, Risk::Safe));
    assert_eq!(of("readonly", "on", "off"), (Effect::Live, Risk::Interrupts));
    assert!(interrupts("mountpoint") && !interrupts("quota") && !interrupts("a:b"));
    assert!(is_inherited("a:b") && is_inherited("atime"));
    assert!(
        !is_inherited("quota")
            && !is_inherited("context")
            && !is_inherited("casesensitivity")
            && !is_inherited("bogus")
    );
}

#[test]
fn a_volume_grows_to_whole_blocks_and_never_shrinks() {
    let observed = [("type", "volume", "-"), ("volsize", "1073741824", "local"), ("volblocksize", "16384", "default")];
    let grown = compare("volsize", "1.4T", &observed).unwrap().unwrap();
    assert_eq!(grown.typed, Typed::Set("1539316285440".to_owned()));
    assert_eq!((grown.change.effect, grown.change.risk), (Effect::Live, Risk::Irreversible));
    assert_eq!(compare("volsize", "1073741823", &observed), Ok(None));
    assert_eq!(
        why_not("volsize", "512M", &observed),
        "a volume is never shrunk: 536870912 bytes at its end would be lost"
    );
    assert_eq!(why_not("volsize", "0", &observed), "'volsize' cannot be zero");
}

#[test]
fn quotas_below_what_is_there_are_refused_with_numbers() {
    let observed = [
        ("quota", "0", "default"),
        ("refquota", "0", "default"),
        ("used", "5000000", "-"),
        ("referenced", "3000000", "-"),
        ("reservation", "6000000", "local"),
        ("refreservation", "4000000", "local"),
    ];
    for (property, wished, told) in [
        ("quota", "1M", Some("used is 5000000 bytes")),
        ("quota", "5500000", Some("reservation is 6000000 bytes")),
        ("quota", "6000000", None),
        ("quota", "none", None),
        ("refquota", "1M", Some("referenced is 3000000 bytes")),
        ("refquota", "3500000", Some("refreservation is 4000000 bytes")),
        ("refquota", "4000000", None),
    ] {
        let told = told.map(|told| format!("size is less than current used or reserved space ({told})"));
        assert_eq!(compare(property, wished, &observed).err().map(|refusal| refusal.why), told, "{property}={wished}");
    }
    // What else is wished counts as it will be: ZFS sets both, in the order that fits.
    let both = compared("quota", &[("quota", "5500000"), ("reservation", "none")], &observed, &around());
    assert!(both.unwrap().is_some());
    assert_eq!(why_not("quota", "0", &observed), "use 'none' to disable quota/refquota");
}

#[test]
fn reservations_beyond_the_space_are_refused_with_numbers() {
    let mut surroundings = around();
    surroundings.free_above = Some(1000);
    let observed = [
        ("used", "500", "-"),
        ("referenced", "400", "-"),
        ("available", "300", "-"),
        ("quota", "1400", "local"),
        ("refquota", "650", "local"),
        ("reservation", "0", "default"),
        ("refreservation", "0", "default"),
    ];
    for (property, wished, told) in [
        ("reservation", "1500", Some("quota is 1400 bytes")),
        ("reservation", "1400", None),
        ("refreservation", "700", Some("refquota is 650 bytes")),
        ("refreservation", "650", None),
        ("refreservation", "none", None),
    ] {
        let told = told.map(|told| format!("size is greater than available space ({told})"));
        let refusal = compared(property, &[(property, wished)], &observed, &surroundings).err();
        assert_eq!(refusal.map(|refusal| refusal.why), told, "{property}={wished}");
    }
    let unlimited = |property: &str, wished: &str| {
        let wishes = [(property, wished), ("quota", "none"), ("refquota", "none")];
        compared(property, &wishes, &observed, &surroundings).err().map(|refusal| refusal.why)
    };
    let said = |numbers: &str| Some(format!("size is greater than available space ({numbers})"));
    assert_eq!(unlimited("reservation", "1500"), None);
    assert_eq!(unlimited("reservation", "1501"), said("1001 bytes more, and 1000 are available above"));
    assert_eq!(unlimited("refreservation", "700"), None);
    assert_eq!(unlimited("refreservation", "701"), said("301 bytes more, and 300 are available"));
    surroundings.free_above = None;
    assert!(compared("reservation", &[("reservation", "1400")], &observed, &surroundings).unwrap().is_some());
}

#[test]
fn an_automatic_reservation_holds_the_volume_and_its_metadata() {
    let with = |size: &str, block: &str, copies: &str, reserved: &str| {
        let observed = [
            ("type", "volume", "-"),
            ("volsize", size, "local"),
            ("volblocksize", block, "-"),
            ("copies", copies, "local"),
            ("refreservation", reserved, "local"),
        ];
        compare("refreservation", "auto", &observed).unwrap().map(|difference| difference.typed)
    };
    for (size, block, copies, reserved) in [
        ("104857600", "16384", "1", 108_789_760_u64),
        ("1073741824", "16384", "1", 1_092_616_192),
        ("1073741824", "65536", "1", 1_080_033_280),
        ("429496729600", "16384", "1", 436_216_266_752),
        ("104857600", "16384", "2", 215_613_440),
    ] {
        assert_eq!(with(size, block, copies, &reserved.to_string()), None, "{size}");
        let less = (reserved - 1).to_string();
        assert_eq!(with(size, block, copies, &less), Some(Typed::Set("auto".to_owned())), "{size}");
    }
    assert_eq!(with("104857600", "16384", "1", "150000000"), None);
    assert_eq!(
        why_not("refreservation", "auto", &[("refreservation", "0", "default")]),
        "'refreservation=auto' only allowed on volumes"
    );
}

#[test]
fn keys_and_versions() {
    let of = |encryption: &str, wished: &str| {
        let observed = [("encryption", encryption, "-"), ("keylocation", "file:///old", "local")];
        compare("keylocation", wished, &observed).err().map(|refusal| refusal.why)
    };
    assert_eq!(of("off", "prompt").unwrap(), "keylocation must be 'none' for unencrypted datasets");
    assert_eq!(of("off", "none"), None);
    assert_eq!(of("aes-256-gcm", "none").unwrap(), "keylocation must not be 'none' for encrypted datasets");
    assert_eq!(of("aes-256-gcm", "file:///new"), None);
    assert_eq!(why_not("version", "4", &[("version", "5", "-")]), "Can not downgrade; already at version 5");
    assert!(compare("version", "current", &[("version", "4", "-")]).unwrap().is_some());
}

#[test]
fn create_only_readonly_inapplicable_and_unknown_are_refused() {
    let observed =
        [("casesensitivity", "sensitive", "-"), ("used", "1", "-"), ("recordsize", "-", "-"), ("clones", "x", "-")];
    for (property, wished, why) in [
        ("casesensitivity", "mixed", "'casesensitivity' is readonly: it can only be set when the dataset is created"),
        ("used", "2", "'used' is readonly"),
        ("recordsize", "128K", "'recordsize' does not apply to this dataset"),
        ("volsize", "1G", "'volsize' does not apply to datasets of this type (filesystem)"),
        ("clones", "1", "'clones' does not apply to datasets of this type (filesystem)"),
        ("bogus", "1", "invalid property 'bogus'"),
        ("recsize", "1M", "invalid property 'recsize': ZFS's short name of 'recordsize'"),
        (
            "userquota@root",
            "1G",
            "invalid property 'userquota@root': quotas of users, groups and projects are not managed here",
        ),
        ("COM.x:y", "1", "invalid property 'COM.x:y'"),
        ("sync", "always", "invalid property 'sync': the OpenZFS on this host does not know it"),
    ] {
        assert_eq!(why_not(property, wished, &observed), why);
    }
    assert_eq!(compare("casesensitivity", "sensitive", &observed), Ok(None));
    let volume = [("type", "volume", "-"), ("quota", "-", "-")];
    assert_eq!(why_not("quota", "1G", &volume), "'quota' does not apply to datasets of this type (volume)");
}

#[test]
fn what_a_new_dataset_could_not_be_given() {
    let said = |property: &str, value: &str, dataset_type: DatasetType| {
        refuse_at_creation(property, value, dataset_type, Release::From23).map(|refusal| refusal.why)
    };
    use DatasetType::{Filesystem, Volume};
    for (property, value, dataset_type, why) in [
        ("bogus", "1", Filesystem, "invalid property 'bogus'"),
        ("used", "1", Filesystem, "'used' is readonly"),
        ("quota", "1G", Volume, "'quota' does not apply to datasets of this type (volume)"),
        ("quota", INHERIT, Filesystem, "'quota' property cannot be inherited"),
        ("refreservation", "auto", Filesystem, "'refreservation=auto' only allowed on volumes"),
        (
            "encryption",
            "aes-999",
            Filesystem,
            "'encryption' must be one of 'on | off | aes-128-ccm | aes-192-ccm | aes-256-ccm | aes-128-gcm | aes-192-gcm | aes-256-gcm'",
        ),
        (
            "special_small_blocks",
            "3000",
            Filesystem,
            "invalid 'special_small_blocks=3000' property: must be zero or a power of 2 from 512B to 16M",
        ),
    ] {
        assert_eq!(said(property, value, dataset_type).as_deref(), Some(why));
    }
    for (property, value, dataset_type) in [
        ("casesensitivity", "mixed", Filesystem),
        ("atime", INHERIT, Filesystem),
        ("refreservation", "auto", Volume),
        ("com.x:y", "1", Volume),
    ] {
        assert_eq!(said(property, value, dataset_type), None, "{property}");
    }
}

#[test]
fn what_a_new_dataset_could_not_be_given_together() {
    use DatasetType::{Filesystem, Volume};
    let said = |pairs: &[(&str, &str)], dataset_type: DatasetType, around: &Surroundings| -> Vec<String> {
        let refusals = refuse_together(&wishes(pairs), dataset_type, around);
        refusals.into_iter().map(|refusal| format!("{}: {}", refusal.property, refusal.why)).collect()
    };
    let below = |is_below_encrypted: Option<bool>, free_above: Option<u64>| Surroundings {
        is_below_encrypted,
        free_above,
        ..around()
    };
    let plain = below(Some(false), Some(1000));
    let nothing: [&str; 0] = [];
    for (pairs, dataset_type, told) in [
        (
            &[("quota", "1M"), ("reservation", "2M")][..],
            Filesystem,
            "reservation: out of space: quota is 1048576 bytes, reservation 2097152",
        ),
        (
            &[("refquota", "1K"), ("refreservation", "2K")],
            Filesystem,
            "refreservation: out of space: refquota is 1024 bytes, refreservation 2048",
        ),
        (&[("reservation", "1001")], Filesystem, "reservation: out of space: 1001 bytes, and 1000 are available above"),
        (
            &[("refreservation", "1001")],
            Filesystem,
            "refreservation: out of space: 1001 bytes, and 1000 are available above",
        ),
        (&[("volsize", "1001")], Volume, "volsize: out of space: 1001 bytes, and 1000 are available above"),
        (
            &[("volsize", "1001"), ("refreservation", "auto")],
            Volume,
            "volsize: out of space: 1001 bytes, and 1000 are available above",
        ),
        (&[("encryption", "on")], Filesystem, "encryption: Keyformat required for new encryption root."),
        (&[("keyformat", "raw")], Filesystem, "keyformat: Encryption must be turned on to set encryption properties."),
        (
            &[("keylocation", "prompt")],
            Filesystem,
            "keylocation: Encryption must be turned on to set encryption properties.",
        ),
        (
            &[("encryption", "on"), ("keyformat", "raw")],
            Filesystem,
            "keyformat: encryption failure: ZFS would ask for the key on a terminal, and there is none",
        ),
        (
            &[("normalization", "formC"), ("utf8only", "off")],
            Filesystem,
            "utf8only: 'utf8only' must be set 'on' if normalization chosen",
        ),
    ] {
        assert_eq!(said(pairs, dataset_type, &plain), [told], "{pairs:?}");
    }
    for (pairs, dataset_type) in [
        (&[("quota", "500"), ("reservation", "500")][..], Filesystem),
        (&[("reservation", "1000")], Filesystem),
        (&[("volsize", "1000")], Volume),
        (&[("volsize", "1T"), ("refreservation", "none")], Volume),
        (&[("encryption", "off"), ("keylocation", "none")], Filesystem),
        (&[("encryption", "on"), ("keyformat", "raw"), ("keylocation", "file:///k")], Filesystem),
        (&[("normalization", "none"), ("utf8only", "off")], Filesystem),
        (&[("normalization", "formC"), ("utf8only", "on")], Filesystem),
    ] {
        assert_eq!(said(pairs, dataset_type, &plain), nothing, "{pairs:?}");
    }
    assert_eq!(said(&[("encryption", "on")], Filesystem, &below(Some(true), None)), nothing);
    assert_eq!(said(&[("volsize", "1T"), ("reservation", "2T")], Volume, &below(Some(false), None)), nothing);
    assert_eq!(said(&[("encryption", "off")], Filesystem, &below(Some(true), None)), nothing);
    assert_eq!(said(&[("encryption", "on")], Filesystem, &below(None, None)), nothing);
    assert_eq!(said(&[("keyformat", "raw")], Filesystem, &below(Some(true), None)).len(), 1);
}

#[test]
fn only_what_unmounts_interrupts() {
    let risk = |wished: &str, found: &str, mounted: &str| {
        let observed = [("canmount", found, "local"), ("mounted", mounted, "-")];
        compare("canmount", wished, &observed).unwrap().unwrap().change.risk
    };
    for (wished, found, mounted, expected) in [
        ("off", "on", "yes", Risk::Interrupts),
        ("off", "on", "no", Risk::Safe),
        ("off", "noauto", "yes", Risk::Interrupts),
        ("on", "noauto", "yes", Risk::Interrupts),
        ("on", "noauto", "no", Risk::Safe),
        ("on", "off", "no", Risk::Safe),
        ("noauto", "on", "yes", Risk::Safe),
        ("noauto", "off", "no", Risk::Safe),
    ] {
        assert_eq!(risk(wished, found, mounted), expected, "{found} -> {wished}, mounted {mounted}");
    }
    let unknown = compare("canmount", "off", &[("canmount", "on", "local")]).unwrap().unwrap();
    assert_eq!(unknown.change.risk, Risk::Interrupts, "not known to be unmounted");
}

#[test]
fn no_quota_has_a_word_and_all_else_is_mended() {
    let remedy = |property: &str, wished: &str, read: &str| {
        compare(property, wished, &[(property, read, "local")]).unwrap_err().remedy
    };
    assert!(remedy("quota", "0", "1024").contains("`none`"));
    assert!(remedy("refquota", "auto", "1024").contains("`none`"));
    assert_eq!(remedy("quota", "much", "1024"), "mend the value");
    assert_eq!(remedy("atime", "0", "on"), "mend the value");
}

#[test]
fn where_a_zoned_dataset_is_mounted_is_not_the_hosts_to_say() {
    let refused = |property: &str, wished: &str, found: &str, zoned: &str| {
        compare(property, wished, &[(property, found, "local"), ("zoned", zoned, "local")])
            .err()
            .map(|refusal| refusal.why)
    };
    let said = |property: &str| Some(format!("'{property}' cannot be set on dataset in a non-global zone"));
    assert_eq!(refused("mountpoint", "/srv/a", "/a", "on"), said("mountpoint"));
    assert_eq!(refused("sharenfs", "on", "off", "on"), said("sharenfs"));
    assert_eq!(refused("sharesmb", "on", "off", "on"), said("sharesmb"));
    let inherited = refused("mountpoint", INHERIT, "/a", "on");
    assert_eq!(inherited.as_deref(), Some("dataset is used in a non-global zone"));
    for (property, wished, found, zoned) in [
        ("mountpoint", "none", "/a", "on"),
        ("mountpoint", "legacy", "/a", "on"),
        ("zoned", "on", "on", "on"),
        ("mountpoint", "/srv/a", "/a", "off"),
        ("mountpoint", "/a", "/a", "on"),
        ("sharenfs", INHERIT, "on", "on"),
        ("atime", "off", "on", "on"),
    ] {
        assert_eq!(refused(property, wished, found, zoned), None, "{property}={wished}");
    }
}

#[test]
fn how_a_zoned_dataset_gets_another_mountpoint_after_all_is_told() {
    let zoned = [("zoned", "on", "local"), ("mountpoint", "/a", "local")];
    let remedy = |more: &[(&str, &str)]| {
        compared("mountpoint", &[&[("mountpoint", "/srv")], more].concat(), &zoned, &around()).unwrap_err().remedy
    };
    assert!(remedy(&[]).starts_with("wish `zoned` off too"));
    assert!(remedy(&[("zoned", "on")]).starts_with("wish `zoned` off too"));
    assert!(remedy(&[("zoned", "off")]).starts_with("run again once"));
}

#[test]
fn where_a_container_may_have_said_that_its_dataset_belongs_the_host_does_not_mount_it() {
    let ends = |wishes: &[(&str, &str)], place: &str, source: &str| {
        compared("zoned", wishes, &[("zoned", "on", "local"), ("mountpoint", place, source)], &around()).is_ok()
    };
    assert!(!ends(&[("zoned", "off")], "/etc", "local"));
    assert!(ends(&[("zoned", "off"), ("mountpoint", "/etc")], "/etc", "local"));
    assert!(ends(&[("zoned", "off")], "/t/a", "inherited from t"));
    assert!(ends(&[("zoned", "off")], "none", "local"));
}

#[test]
fn a_volume_that_tells_no_block_size_is_reserved_for_as_if_of_the_usual_one() {
    let usual = [("volsize", "104857600", "-"), ("volblocksize", "16384", "default")];
    let reserved = |observed: &[(&str, &str, &str)], found: &str| {
        let observed = [observed, &[("refreservation", found, "local")]].concat();
        compare("refreservation", "auto", &observed).unwrap().is_none()
    };
    let none = [usual[0], ("volblocksize", "0", "-")];
    for observed in [&usual[..], &usual[..1], &none[..]] {
        assert!(reserved(observed, "108789760") && !reserved(observed, "108789759"));
    }
}
