package badger

import (
	"context"
	"time"
)

// releaseEvery is how often the pages of tables are given back.
const releaseEvery = 10 * time.Second

func (s *Store) releaseNowAndThen(ctx context.Context) {
	tick := time.NewTicker(releaseEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := releaseTables(s.opts.Dir); err != nil {
				s.log.Debug("pages of tables were not given back", "error", err)
			}
		}
	}
}
