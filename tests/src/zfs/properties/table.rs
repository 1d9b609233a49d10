//! The rows of the table of properties.

use super::{Applies, B, F, Property, S, Shown, Takes, V};

const ON_OFF: Takes = Takes::Word(&["on", "off"]);
const CACHE: Takes = Takes::Word(&["all", "none", "metadata"]);
const PLAIN: Takes = Takes::Statistic(Shown::Plain);
const BYTES: Takes = Takes::Statistic(Shown::Bytes);
const RATIO: Takes = Takes::Statistic(Shown::Ratio);

const fn row(
    name: &'static str,
    applies: Applies,
    takes: Takes,
    default: &'static str,
    values: &'static str,
) -> Property {
    Property { name, alias: "", applies, takes, default, values, passes_down: true }
}

impl Property {
    const fn or(mut self, alias: &'static str) -> Self {
        self.alias = alias;
        self
    }

    /// Children do not inherit it.
    const fn kept(mut self) -> Self {
        self.passes_down = false;
        self
    }
}

/// A statistic; nobody inherits one.
const fn counted(name: &'static str, applies: Applies, takes: Takes, values: &'static str) -> Property {
    row(name, applies, takes, "-", values).kept()
}

const COMPRESSION: &str = "on | off | lzjb | gzip | gzip-[1-9] | zle | lz4 | zstd | zstd-[1-19] | zstd-fast | \
                           zstd-fast-[1-10,20,30,40,50,60,70,80,90,100,500,1000]";
const DEDUP: &str =
    "on | off | verify | sha256[,verify] | sha512[,verify] | skein[,verify] | edonr,verify | blake3[,verify]";
const ENCRYPTION: &str = "on | off | aes-128-ccm | aes-192-ccm | aes-256-ccm | aes-128-gcm | aes-192-gcm | aes-256-gcm";
const COMPRESSIONS: &[&str] = &[
    "on",
    "off",
    "lzjb",
    "gzip",
    "gzip-1",
    "gzip-2",
    "gzip-3",
    "gzip-4",
    "gzip-5",
    "gzip-6=gzip",
    "gzip-7",
    "gzip-8",
    "gzip-9",
    "zle",
    "lz4",
    "zstd",
    "zstd-1",
    "zstd-2",
    "zstd-3",
    "zstd-4",
    "zstd-5",
    "zstd-6",
    "zstd-7",
    "zstd-8",
    "zstd-9",
    "zstd-10",
    "zstd-11",
    "zstd-12",
    "zstd-13",
    "zstd-14",
    "zstd-15",
    "zstd-16",
    "zstd-17",
    "zstd-18",
    "zstd-19",
    "zstd-fast",
    "zstd-fast-1=zstd-fast",
    "zstd-fast-2",
    "zstd-fast-3",
    "zstd-fast-4",
    "zstd-fast-5",
    "zstd-fast-6",
    "zstd-fast-7",
    "zstd-fast-8",
    "zstd-fast-9",
    "zstd-fast-10",
    "zstd-fast-20",
    "zstd-fast-30",
    "zstd-fast-40",
    "zstd-fast-50",
    "zstd-fast-60",
    "zstd-fast-70",
    "zstd-fast-80",
    "zstd-fast-90",
    "zstd-fast-100",
    "zstd-fast-500",
    "zstd-fast-1000",
];
const CHECKSUMS: &[&str] =
    &["on", "off", "fletcher2", "fletcher4", "sha256", "sha512", "skein", "edonr", "blake3", "noparity"];
const DEDUPS: &[&str] = &[
    "on",
    "off",
    "verify",
    "sha256",
    "sha256,verify",
    "sha512",
    "sha512,verify",
    "skein",
    "skein,verify",
    "edonr,verify",
    "blake3",
    "blake3,verify",
];
const CIPHERS: &[&str] = &[
    "on=aes-256-gcm",
    "off",
    "aes-128-ccm",
    "aes-192-ccm",
    "aes-256-ccm",
    "aes-128-gcm",
    "aes-192-gcm",
    "aes-256-gcm",
];
const SIZE: &str = "<size>";
const OR_NONE: &str = "<size> | none";
const COUNT: &str = "<count>";

/// Every property, in the order of `zfs get all` (OpenZFS 2.3.9 and 2.4.4).
pub(crate) static TABLE: &[Property] = &[
    counted("type", F | V | S | B, PLAIN, "filesystem | volume | snapshot | bookmark"),
    counted("creation", F | V | S | B, Takes::Statistic(Shown::Date), "<date>"),
    counted("used", F | V | S, BYTES, SIZE),
    counted("available", F | V, BYTES, SIZE).or("avail"),
    counted("referenced", F | V | S | B, BYTES, SIZE).or("refer"),
    counted("compressratio", F | V | S, RATIO, "<1.00x or higher if compressed>").or("ratio"),
    counted("mounted", F, PLAIN, "yes | no"),
    counted("origin", F | V, PLAIN, "<snapshot>"),
    row("quota", F, Takes::Limit, "0", OR_NONE).kept(),
    row("reservation", F | V, Takes::Limit, "0", OR_NONE).or("reserv").kept(),
    row("volsize", V | S, Takes::Size, "-", SIZE).kept(),
    row("volblocksize", V, Takes::OnceSize, "16384", "512 to 128k, power of 2").or("volblock"),
    row("recordsize", F, Takes::BlockSize, "131072", "512 to 1M, power of 2").or("recsize"),
    row("mountpoint", F, Takes::Path, "", "<path> | legacy | none"),
    row("sharenfs", F, Takes::Text, "off", "on | off | NFS share options"),
    row(
        "checksum",
        F | V,
        Takes::Word(CHECKSUMS),
        "on",
        "on | off | fletcher2 | fletcher4 | sha256 | sha512 | skein | edonr | blake3",
    ),
    row("compression", F | V, Takes::Word(COMPRESSIONS), "on", COMPRESSION).or("compress"),
    row("atime", F, ON_OFF, "on", "on | off"),
    row("devices", F | S, ON_OFF, "on", "on | off"),
    row("exec", F | S, ON_OFF, "on", "on | off"),
    row("setuid", F | S, ON_OFF, "on", "on | off"),
    row("readonly", F | V, ON_OFF, "off", "on | off").or("rdonly"),
    row("zoned", F, ON_OFF, "off", "on | off"),
    row("snapdir", F, Takes::Word(&["disabled", "hidden", "visible"]), "hidden", "disabled | hidden | visible"),
    row(
        "aclmode",
        F,
        Takes::Word(&["discard", "groupmask", "passthrough", "restricted"]),
        "discard",
        "discard | groupmask | passthrough | restricted",
    ),
    row(
        "aclinherit",
        F,
        Takes::Word(&["discard", "noallow", "restricted", "passthrough", "passthrough-x", "secure=restricted"]),
        "restricted",
        "discard | noallow | restricted | passthrough | passthrough-x",
    ),
    counted("createtxg", F | V | S | B, PLAIN, "<uint64>"),
    row("canmount", F, Takes::Word(&["on", "off", "noauto"]), "on", "on | off | noauto").kept(),
    row("xattr", F | S, Takes::Word(&["on", "off", "dir", "sa=on"]), "on", "on | off | dir | sa"),
    row("copies", F | V, Takes::Word(&["1", "2", "3"]), "1", "1 | 2 | 3"),
    row("version", F | S, Takes::Word(&["1", "2", "3", "4", "5", "current=5"]), "5", "1 | 2 | 3 | 4 | 5 | current")
        .kept(),
    row("utf8only", F | S, Takes::OnceWord(&["on", "off"]), "off", "on | off"),
    row(
        "normalization",
        F | S,
        Takes::OnceWord(&["none", "formC", "formD", "formKC", "formKD"]),
        "none",
        "none | formC | formD | formKC | formKD",
    ),
    row(
        "casesensitivity",
        F | S,
        Takes::OnceWord(&["sensitive", "insensitive", "mixed"]),
        "sensitive",
        "sensitive | insensitive | mixed",
    )
    .or("case"),
    row("vscan", F, ON_OFF, "off", "on | off"),
    row("nbmand", F | S, ON_OFF, "off", "on | off"),
    row("sharesmb", F, Takes::Text, "off", "on | off | SMB share options"),
    row("refquota", F, Takes::Limit, "0", OR_NONE).kept(),
    row("refreservation", F | V, Takes::Limit, "0", OR_NONE).or("refreserv").kept(),
    counted("guid", F | V | S | B, PLAIN, "<uint64>"),
    row("primarycache", F | V | S, CACHE, "all", "all | none | metadata"),
    row("secondarycache", F | V | S, CACHE, "all", "all | none | metadata"),
    counted("usedbysnapshots", F | V, BYTES, SIZE).or("usedsnap"),
    counted("usedbydataset", F | V, BYTES, SIZE).or("usedds"),
    counted("usedbychildren", F | V, BYTES, SIZE).or("usedchild"),
    counted("usedbyrefreservation", F | V, BYTES, SIZE).or("usedrefreserv"),
    counted("defer_destroy", S, PLAIN, "yes | no"),
    counted("userrefs", S, PLAIN, COUNT),
    row("logbias", F | V, Takes::Word(&["latency", "throughput"]), "latency", "latency | throughput"),
    counted("objsetid", F | V | S, PLAIN, "<uint64>"),
    row("dedup", F | V, Takes::Word(DEDUPS), "off", DEDUP),
    row("mlslabel", F | V | S, Takes::Text, "none", "<sensitivity label>"),
    row("sync", F | V, Takes::Word(&["standard", "always", "disabled"]), "standard", "standard | always | disabled"),
    row(
        "dnodesize",
        F,
        Takes::Word(&["legacy", "auto", "1k", "2k", "4k", "8k", "16k"]),
        "legacy",
        "legacy | auto | 1k | 2k | 4k | 8k | 16k",
    )
    .or("dnsize"),
    counted("refcompressratio", F | V | S, RATIO, "<1.00x or higher if compressed>").or("refratio"),
    counted("written", F | V | S, BYTES, SIZE),
    counted("clones", S, PLAIN, "<dataset>[,...]"),
    counted("logicalused", F | V, BYTES, SIZE).or("lused"),
    counted("logicalreferenced", F | V | S | B, BYTES, SIZE).or("lrefer"),
    row(
        "volmode",
        F | V,
        Takes::Word(&["default", "full", "geom=full", "dev", "none"]),
        "default",
        "default | full | geom | dev | none",
    ),
    row("filesystem_limit", F, Takes::Count, "none", "<count> | none").kept(),
    row("snapshot_limit", F | V, Takes::Count, "none", "<count> | none").kept(),
    row("filesystem_count", F, PLAIN, "none", COUNT).kept(),
    row("snapshot_count", F | V, PLAIN, "none", COUNT).kept(),
    row("snapdev", F | V, Takes::Word(&["hidden", "visible"]), "hidden", "hidden | visible"),
    row(
        "acltype",
        F | S,
        Takes::Word(&["off", "nfsv4", "posix", "posixacl=posix", "noacl=off", "disabled=off"]),
        "off",
        "off | nfsv4 | posix",
    ),
    row("context", F | V | S, Takes::Text, "none", "<selinux context>").kept(),
    row("fscontext", F | V | S, Takes::Text, "none", "<selinux fscontext>").kept(),
    row("defcontext", F | V | S, Takes::Text, "none", "<selinux defcontext>").kept(),
    row("rootcontext", F | V | S, Takes::Text, "none", "<selinux rootcontext>").kept(),
    row("relatime", F, ON_OFF, "on", "on | off"),
    row("redundant_metadata", F | V, Takes::Word(&["all", "most", "some", "none"]), "all", "all | most | some | none")
        .or("redundant_md"),
    row("overlay", F, ON_OFF, "on", "on | off"),
    row("encryption", F | V | S, Takes::OnceWord(CIPHERS), "off", ENCRYPTION),
    row("keylocation", F | V, Takes::Text, "none", "prompt | <file URI> | <https URL> | <http URL>").kept(),
    row(
        "keyformat",
        F | V,
        Takes::OnceWord(&["none", "raw", "hex", "passphrase"]),
        "none",
        "none | raw | hex | passphrase",
    )
    .kept(),
    row("pbkdf2iters", F | V, Takes::OnceWord(&["0", "350000"]), "0", "<iters>").kept(),
    counted("encryptionroot", F | V, PLAIN, "<filesystem | volume>"),
    counted("keystatus", F | V, PLAIN, "none | unavailable | available"),
    row("special_small_blocks", F, Takes::Size, "0", "zero or 512 to 1M, power of 2"),
    counted("snapshots_changed", F | V, Takes::Statistic(Shown::DateWithSeconds), "<date>"),
    counted("redact_snaps", S, PLAIN, "<snapshot>[,...]"),
    counted("receive_resume_token", F | V, PLAIN, "<string token>"),
    row("prefetch", F | V | S, Takes::Word(&["none", "metadata", "all"]), "all", "none | metadata | all"),
    row("direct", F, Takes::Word(&["disabled", "standard", "always"]), "standard", "disabled | standard | always"),
    row("volthreading", V, ON_OFF, "on", "on | off").kept(),
    row("longname", F, ON_OFF, "off", "on | off"),
    row("defaultuserquota", F | S, Takes::Limit, "0", OR_NONE).kept(),
    row("defaultgroupquota", F | S, Takes::Limit, "0", OR_NONE).kept(),
    row("defaultprojectquota", F | S, Takes::Limit, "0", OR_NONE).kept(),
    row("defaultuserobjquota", F | S, Takes::Limit, "0", OR_NONE).kept(),
    row("defaultgroupobjquota", F | S, Takes::Limit, "0", OR_NONE).kept(),
    row("defaultprojectobjquota", F | S, Takes::Limit, "0", OR_NONE).kept(),
];
