package model

import (
	"time"
)

// CertificateUse tells, by SHA-256 fingerprint, when each certificate of a
// connection last verified a message, among the last messages that were looked
// at.
type CertificateUse struct {
	Last   map[string]time.Time
	Looked int // verified messages
}
