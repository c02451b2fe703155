package badger

import (
	"encoding/binary"
	"fmt"
	"os"

	badgerdb "github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"

	"gatehouse/model"
)

// checkTables looks at the end of every table that the manifest names, as
// Badger will: an index, its length, its checksum and the checksum's length.
// Badger trusts the two lengths, and where they are wrong it ends the process.
func checkTables(dir string, named badgerdb.Manifest) error {
	for id := range named.Tables {
		name := table.NewFilename(id, dir)
		if err := checkTable(name); err != nil {
			return fmt.Errorf("%w: %s: %w", model.ErrDamaged, name, err)
		}
	}
	return nil
}

func checkTable(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	end := info.Size()
	before := func(n int64) ([]byte, error) {
		if n < 0 || n > end {
			return nil, fmt.Errorf("it is cut short or its end was changed")
		}
		end -= n
		b := make([]byte, n)
		_, err := f.ReadAt(b, end)
		return b, err
	}
	sized := func() ([]byte, error) {
		b, err := before(4)
		if err != nil {
			return nil, err
		}
		return before(int64(binary.BigEndian.Uint32(b)))
	}
	sum, err := sized()
	if err != nil {
		return err
	}
	var want pb.Checksum
	if err := proto.Unmarshal(sum, &want); err != nil {
		return fmt.Errorf("the checksum of its index: %w", err)
	}
	index, err := sized()
	if err != nil {
		return err
	}
	return y.VerifyChecksum(index, &want)
}
