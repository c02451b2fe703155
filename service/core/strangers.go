package core

import (
	"time"

	"gatehouse/storage"
)

// usualRetention is how much is kept of sessions that nobody verified. They never
// push out one that was.
func usualRetention() storage.Retention {
	return storage.Retention{PerConnection: 2000, Total: 20_000, Bytes: 256 << 20, Age: 30 * 24 * time.Hour}
}
