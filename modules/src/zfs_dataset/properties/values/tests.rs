use super::*;
use crate::zfs_dataset::properties::row_of;

fn normal(property: &str, value: &str) -> Result<String, String> {
    row_of(property).unwrap().normal(value, Release::From23)
}

fn said(property: &str, value: &str) -> String {
    normal(property, value).unwrap_err()
}

#[test]
fn sizes_are_read_as_zfs_reads_them() {
    for (text, bytes) in [
        ("1.4T", 1_539_316_278_886),
        ("1.4t", 1_539_316_278_886),
        ("1.4TB", 1_539_316_278_886),
        ("1.4TiB", 1_539_316_278_886),
        ("0.7T", 769_658_139_443),
        ("2.2T", 2_418_925_581_107),
        ("1.23456789G", 1_325_607_178),
        ("99.9G", 107_266_808_217),
        ("3.3G", 3_543_348_019),
        (".5G", 536_870_912),
        ("1.G", 1 << 30),
        ("1.5e3", 1500),
        ("1.5e+1K", 15 << 10),
        ("1.5E", 3 << 59),
        ("128K", 131_072),
        ("128k", 131_072),
        ("128KB", 131_072),
        ("128KiB", 131_072),
        ("2M", 2 << 20),
        ("2P", 2 << 50),
        ("15E", 15 << 60),
        ("0.0Z", 0),
        ("18446744073709551615", u64::MAX),
        ("007", 7),
        ("7B", 7),
    ] {
        assert_eq!(parse_size(text), Ok(bytes), "{text}");
    }
}

#[test]
fn what_is_no_size_is_told_in_the_words_of_zfs() {
    for (text, why) in [
        ("", "bad numeric value ''"),
        ("-1", "bad numeric value '-1'"),
        ("+1", "bad numeric value '+1'"),
        (" 1", "bad numeric value ' 1'"),
        ("G", "bad numeric value 'G'"),
        ("NONE", "bad numeric value 'NONE'"),
        ("1 G", "invalid numeric suffix ' G'"),
        ("1Gi", "invalid numeric suffix 'Gi'"),
        ("1G5", "invalid numeric suffix 'G5'"),
        ("1X", "invalid numeric suffix 'X'"),
        ("0x10", "invalid numeric suffix 'x10'"),
        ("1e9", "invalid numeric suffix 'e9'"),
        ("128KK", "invalid numeric suffix 'KK'"),
        ("7BB", "invalid numeric suffix 'BB'"),
        ("7BiB", "invalid numeric suffix 'BiB'"),
        ("1..5G", "invalid numeric suffix '.5G'"),
        (".", "invalid numeric suffix '.'"),
        ("16E", "numeric value is too large"),
        ("20E", "numeric value is too large"),
        ("16.0E", "numeric value is too large"),
        ("1Z", "numeric value is too large"),
        ("18446744073709551616", "numeric value is too large"),
    ] {
        assert_eq!(parse_size(text), Err(why.to_owned()), "{text}");
    }
}

#[test]
fn what_zfs_rewrites() {
    for (property, wished, read) in [
        ("compression", "gzip-6", "gzip"),
        ("compression", "gzip-7", "gzip-7"),
        ("compression", "zstd-fast-1", "zstd-fast"),
        ("compression", "zstd-3", "zstd-3"),
        ("compression", "on", "on"),
        ("acltype", "posixacl", "posix"),
        ("acltype", "noacl", "off"),
        ("acltype", "disabled", "off"),
        ("aclinherit", "secure", "restricted"),
        ("volmode", "geom", "full"),
        ("encryption", "on", "aes-256-gcm"),
        ("checksum", "noparity", "noparity"),
        ("version", "current", "5"),
        ("dnodesize", "1k", "1k"),
        ("quota", "none", "0"),
        ("quota", "1.4T", "1539316278886"),
        ("reservation", "0", "0"),
        ("reservation", "none", "0"),
        ("refreservation", "auto", "auto"),
        ("defaultuserquota", "0", "0"),
        ("filesystem_limit", "none", "none"),
        ("filesystem_limit", "18446744073709551615", "none"),
        ("filesystem_limit", "0", "0"),
        ("snapshot_limit", "1K", "1024"),
        ("recordsize", "128K", "131072"),
        ("recordsize", "512", "512"),
        ("recordsize", "16M", "16777216"),
        ("special_small_blocks", "none", "0"),
        ("pbkdf2iters", "100000", "100000"),
        ("mountpoint", "/srv//x/", "/srv//x/"),
        ("mountpoint", "legacy", "legacy"),
        ("sharenfs", "rw=@10.0.0.0/24", "rw=@10.0.0.0/24"),
        ("sharenfs", "rw,,no_root_squash,anonuid=0", "rw,,no_root_squash,anonuid=0"),
        ("sharenfs", "rw=[fd00::1]/64:10.0.0.1,ro", "rw=[fd00::1]/64:10.0.0.1,ro"),
        ("sharesmb", "off", "off"),
        ("context", "x", "x"),
        ("context", "", ""),
        ("keylocation", "file:///root/key", "file:///root/key"),
        ("keylocation", "https://a/key", "https://a/key"),
        ("keylocation", "http://a/key", "http://a/key"),
        ("keylocation", "prompt", "prompt"),
        ("keylocation", "none", "none"),
    ] {
        assert_eq!(normal(property, wished).as_deref(), Ok(read), "{property}={wished}");
    }
}

#[test]
fn what_zfs_refuses_is_refused_in_its_words() {
    for (property, wished, why) in [
        ("atime", "yes", "'atime' must be one of 'on | off'"),
        ("atime", "", "'atime' must be one of 'on | off'"),
        ("canmount", "auto", "'canmount' must be one of 'on | off | noauto'"),
        ("sync", "Standard", "'sync' must be one of 'standard | always | disabled'"),
        ("copies", "4", "'copies' must be one of '1 | 2 | 3'"),
        ("dnodesize", "1K", "'dnodesize' must be one of 'legacy | auto | 1k | 2k | 4k | 8k | 16k'"),
        ("acltype", "POSIX", "'acltype' must be one of 'off | nfsv4 | posix'"),
        ("quota", "0", "use 'none' to disable quota/refquota"),
        ("refquota", "auto", "use 'none' to disable quota/refquota"),
        ("reservation", "auto", "'auto' is invalid value for 'reservation'"),
        ("quota", "1 G", "invalid numeric suffix ' G'"),
        ("recordsize", "100K", "'recordsize' must be power of 2 from 512B to 16M"),
        ("recordsize", "256", "'recordsize' must be power of 2 from 512B to 16M"),
        ("recordsize", "32M", "'recordsize' must be power of 2 from 512B to 16M"),
        ("recordsize", "none", "'recordsize' must be power of 2 from 512B to 16M"),
        ("volblocksize", "3K", "'volblocksize' must be power of 2 from 512B to 16M"),
        ("volsize", "0", "'volsize' cannot be zero"),
        ("volsize", "none", "'volsize' cannot be zero"),
        ("mountpoint", "", "'mountpoint' must be an absolute path, 'none', or 'legacy'"),
        ("mountpoint", "srv", "'mountpoint' must be an absolute path, 'none', or 'legacy'"),
        ("keylocation", "bogus", "invalid keylocation"),
        ("keylocation", "file://key", "invalid keylocation"),
        ("keylocation", "https://", "invalid keylocation"),
        ("sharenfs", "", "'sharenfs' cannot be set to invalid options"),
        ("sharenfs", "RW", "'sharenfs' cannot be set to invalid options"),
        ("sharenfs", "rw,bogus", "'sharenfs' cannot be set to invalid options"),
        ("sharenfs", "rw=[fd00::1", "'sharenfs' cannot be set to invalid options"),
        ("sharenfs", "ro=[fd00::1]x", "'sharenfs' cannot be set to invalid options"),
        ("sharesmb", "name=x", "'sharesmb' cannot be set to invalid options"),
        ("mlslabel", "none", "mlslabels are unsupported"),
        ("pbkdf2iters", "99999", "minimum pbkdf2 iterations is 100000"),
    ] {
        assert_eq!(said(property, wished), why, "{property}={wished}");
    }
}

#[test]
fn words_with_a_choice_in_them() {
    for good in ["gzip-1", "gzip-9", "zstd-19", "zstd-fast-10", "zstd-fast-1000", "zle"] {
        assert_eq!(normal("compression", good).as_deref(), Ok(good));
    }
    for bad in ["gzip-0", "gzip-10", "gzip-05", "gzip-", "zstd-20", "zstd-fast-11", "LZ4", "lz5", "empty", "gzip-[1-9]"]
    {
        assert!(normal("compression", bad).is_err(), "{bad}");
    }
    for good in ["sha256", "sha256,verify", "edonr,verify", "verify"] {
        assert_eq!(normal("dedup", good).as_deref(), Ok(good));
    }
    for bad in ["edonr", "sha256,", "sha256verify", "yes"] {
        assert!(normal("dedup", bad).is_err(), "{bad}");
    }
}

#[test]
fn xattr_reads_back_by_release() {
    let of = |value: &str, release: Release| row_of("xattr").unwrap().normal(value, release).unwrap();
    for (value, read) in [
        ("sa", ["sa", "on", "sa"]),
        ("on", ["on", "on", "sa"]),
        ("dir", ["on", "dir", "dir"]),
        ("off", ["off", "off", "off"]),
    ] {
        assert_eq!(
            [Release::Before23, Release::From23, Release::From24].map(|release| of(value, release)),
            read,
            "{value}"
        );
    }
}

#[test]
fn small_blocks_are_free_since_2_4() {
    let of = |value: &str, release: Release| row_of("special_small_blocks").unwrap().normal(value, release);
    assert_eq!(of("32K", Release::From23).as_deref(), Ok("32768"));
    assert_eq!(of("3000", Release::From24).as_deref(), Ok("3000"));
    assert_eq!(of("16M", Release::From24).as_deref(), Ok("16777216"));
    assert!(of("17M", Release::From24).is_err());
    assert_eq!(
        of("3000", Release::From23).unwrap_err(),
        "invalid 'special_small_blocks=3000' property: must be zero or a power of 2 from 512B to 16M"
    );
}

#[test]
fn names_and_values_of_user_properties() {
    let refused = refuse_user_property;
    for good in ["com.example:foo", ":b", "a:", "a_b-c.d:1"] {
        assert_eq!(refused(good, " any\tthing\n"), None, "{good}");
    }
    for bad in ["COM.example:Foo", "a:b+1", "a b:c"] {
        assert_eq!(refused(bad, "1").unwrap(), format!("invalid property '{bad}'"));
    }
    let name = |length: usize| format!("a:{}", "n".repeat(length - 2));
    assert_eq!(refused(&name(255), ""), None);
    assert_eq!(refused(&name(256), "").unwrap(), format!("property name '{}' is too long", name(256)));
    assert_eq!(refused("a:b", &"x".repeat(8191)), None);
    assert_eq!(refused("a:b", &"x".repeat(8192)).unwrap(), "property value too long: 8192 bytes, at most 8191");
}

#[test]
fn a_person_reads_exact_units() {
    let shown = |property: &str, read: &str| super::shown(row_of(property), read);
    for (property, read, text) in [
        ("quota", "0", "none"),
        ("special_small_blocks", "0", "0"),
        ("quota", "1539316278886", "1539316278886"),
        ("recordsize", "131072", "128K"),
        ("volsize", "1073741824", "1G"),
        ("quota", "1152921504606846976", "1E"),
        ("filesystem_limit", "1024", "1024"),
        ("compression", "lz4", "lz4"),
        ("a:b", "1024", "1024"),
    ] {
        assert_eq!(shown(property, read), text, "{property}");
    }
}
