package history

import (
	"context"
	"iter"

	"golang.org/x/mod/sumdb/tlog"

	"gatehouse/auditlog"
	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// entries reads entries in the order of their ids, nearly that of the log: those that
// were passed wait until they are asked for.
type entries struct {
	next func() (hashed, error, bool)
	stop func()
	read map[model.ID]hashed
	last model.ID
	done bool
}

// hashed is an entry with its hash.
type hashed struct {
	id     model.ID
	salted bool
	hash   tlog.Hash
	wrong  error             // why it has none
	erased *model.AuditEntry // nil if it is whole: else the hash needs what the log kept of it
}

// readEntries begins with the first one. stop must be called.
func readEntries(ctx context.Context, s storage.Records) entries {
	next, stop := iter.Pull2(core.Stream(ctx, s, storage.Selection{Kind: model.KindAudit}, hashedEntry))
	return entries{next: next, stop: stop, read: map[model.ID]hashed{}}
}

func hashedEntry(r model.Record) (hashed, error) {
	e, err := model.Decode[model.AuditEntry](r)
	if err != nil {
		return hashed{}, err
	}
	x := hashed{id: e.ID, salted: e.Salts != nil}
	var erased bool
	x.hash, _, erased, x.wrong = auditlog.Hash(e, model.AuditParts{})
	if erased {
		x.erased = &e
	}
	return x, nil
}

// take gives the entry with an id, once.
func (x *entries) take(id model.ID) (hashed, bool, error) {
	for {
		if e, there := x.read[id]; there {
			delete(x.read, id)
			return e, true, nil
		}
		if x.done || x.last >= id {
			return hashed{}, false, nil
		}
		if err := x.one(); err != nil {
			return hashed{}, false, err
		}
	}
}

// one reads one more.
func (x *entries) one() error {
	e, err, more := x.next()
	switch {
	case !more:
		x.done = true
	case err == nil:
		x.read[e.id], x.last = e, e.id
	}
	return err
}

// rest reads the entries that nobody has asked for.
func (x *entries) rest() error {
	for !x.done {
		if err := x.one(); err != nil {
			return err
		}
	}
	return nil
}
