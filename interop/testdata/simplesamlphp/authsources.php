<?php
$config = [
    'users' => [
        'exampleauth:UserPass',
        'alice:' . getenv('INTEROP_PASSWORD') => [
            'uid' => ['alice'],
            'mail' => [getenv('INTEROP_EMAIL')],
            'givenName' => ['Alice'],
            'sn' => ['Smith'],
        ],
    ],
];
