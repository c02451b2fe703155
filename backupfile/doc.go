// Package backupfile is the file of a back-up: two lines that anybody can read, which say
// what it is and what it follows on, and behind them, encrypted with age
// (https://age-encryption.org) and compressed, the files of a data directory and the
// pieces of its store.
//
// Its frames are one byte of kind, four of length (big endian) and the payload. The last
// one counts the others. age finds whatever was changed or cut off behind the two lines,
// which are therefore repeated in the first frame.
package backupfile

import (
	"encoding/json"
	"errors"
	"time"

	"gatehouse/model"
)

// ErrUnfit says that a file cannot be used: it is no back-up, or damaged, or nobody gave
// its key.
var ErrUnfit = errors.New("the back-up cannot be used")

// Header is what anybody can read of a back-up.
type Header struct {
	ID      model.ID  `json:"id"`
	Since   model.ID  `json:"since,omitempty"` // the back-up that it follows on; "" if it holds all
	At      time.Time `json:"at"`
	Version string    `json:"gatehouse,omitempty"` // that wrote it
}

const (
	magic     = "gatehouse backup "
	format    = "1"
	maxHeader = 4 << 10
	maxFrame  = 32 << 20
)

// The kinds of frame.
const (
	frameHeader byte = iota + 1
	frameFile        // length of the name, name, content
	framePiece
	frameEnd // totals
)

// totals are how many frames there are, and the length of their payloads.
type totals struct {
	Files  int   `json:"files"`
	Pieces int   `json:"pieces"`
	Bytes  int64 `json:"bytes"`
}

func (h Header) line() ([]byte, error) { return json.Marshal(h) }
