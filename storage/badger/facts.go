package badger

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"gatehouse/storage"
)

// Facts implements [storage.Store].
func (s *Store) Facts(ctx context.Context) (storage.Facts, error) {
	return read(ctx, s, func(v snapshot) (storage.Facts, error) {
		m, err := readMeta(v)
		if err != nil {
			return storage.Facts{}, err
		}
		f := storage.Facts{
			Engine: "badger", Path: s.opts.Dir, Sessions: int64(m.Counts[classSession]),
			Free: -1, Schema: schema, Opened: s.opened, OpenTook: s.took,
		}
		if free, err := s.opts.Free(); err == nil {
			f.Free = free
		}
		if full := s.room(); full != nil {
			f.Refuses, f.ReadOnly = full.Error(), s.noRoom
		}
		f.Bytes, err = usedBytes(s.opts.Dir)
		return f, err
	})
}

// engineLog carries Badger's log to ours. What it calls information is for
// those who debug it.
type engineLog struct{ log *slog.Logger }

func (l engineLog) Errorf(f string, a ...any)   { l.put(slog.LevelError, f, a) }
func (l engineLog) Warningf(f string, a ...any) { l.put(slog.LevelWarn, f, a) }
func (l engineLog) Infof(f string, a ...any)    { l.put(slog.LevelDebug, f, a) }
func (l engineLog) Debugf(f string, a ...any)   { l.put(slog.LevelDebug, f, a) }

func (l engineLog) put(level slog.Level, format string, a []any) {
	ctx := context.Background()
	if l.log.Enabled(ctx, level) {
		l.log.Log(ctx, level, strings.TrimSpace(fmt.Sprintf(format, a...)), "engine", "badger")
	}
}
