package protocol

// MaxBody is the largest body of a request that is read (T1): 1 MiB.
const MaxBody = 1 << 20

// MaxCertificates bounds the signing certificates of an identity provider.
const MaxCertificates = 10
