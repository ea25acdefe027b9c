/** Public account and shielded address of the published words, profile k - 1 for node-k, so that nobody waits for key derivation. Spec: 13 §3.3 */
export const publishedKeys: Readonly<Record<string, readonly [account: string, address: string]>> = {
  alice: [
    'pYJxpsSWJ5sKZm9FZpYZYLTJscuejg4njiAzJ5jfhww9i7ShjCTMQbs618K5PpxdB2QRLuKHyw9KDSrfDszLKs5BsWk7o4fhWEeELhMycd6B3FUrPsHwwtLSZZNDeoKmZM8',
    '2eaQzXgekKX46FMSXBDhoY5HTwnYATv2J4NSraZuoQkDd19owUqawDixHwVUnYra3PEPsm8T6eWJThVTRy9ARZzc',
  ],
  bob: [
    '25g15g3hvT7ZWe4Dk22BWqu1p7nsi7dvYXmRL5tiATCNE6HeWMxRS2G81tesFyGPwUNLT2GiS71TawuCnHkv185x4ZqvsUpr8r9nDpHHghAiQos1rEabE8F7MCqPrSsKeQgY',
    '4w4PLWBZLfr43vbFuobb6jpsyeT8PPWFytbcByLdtMBSGr1j196eKfvVMkvkin3UkPvkAVb5gAbGteV8KUk7pkAc',
  ],
  carol: [
    'uoimTsCHm8R1mLh1BvAqZRTPfbbT3N4hUsWFCXtqS8Dc9y1daC2oCaNnHXz58goQ6cun5j9M5zZrUtb5R5dKdmCyktdThjR42nW8ppfnhYLFPdJNrgb1ef3iqpL2CM2YWJw',
    '64GU3uBgLcacUBjQMLuGSYw9eY1HnfSYDrS4KpCeir7qMMgMV8pp5Ftbm1iEq6iQtt4xfNJEfaNk9MXrJuRsARgc',
  ],
  dave: [
    'ukr52g7eWkGqRKjRwDPpmmfrmQfk8UFq2w3XhaZTEGXgsdVt1cRC1Z91wJPid7vEw41y5Ca2pUtUFSMPDodsrzW3vwgx5HFUpi6ytwFkeampW41cBCgKbvbarjngLmWoKxH',
    '5KcapjZgKreXo8FAxZgjeL5a5m9sPrCCai5qTZZM8MaAj8BomiVwrspwnNskYJqJFwwssx2hTv7qhXXGdbmemu4d',
  ],
  erin: [
    'qkiQoRfm1yXVWMzo1EmNTuXE7FxFdiv9JRyw5xkEy3aJeQLYhr3XzqxP5xaWJYu4iVaRoujU6WwCn4P1iH5FUfVkHNbDGLUr9XdWHjSt2HFMVo3L4GeGmfsvXaMi7dRgXBP',
    '2YkXXKgR4his1Qkt7WY6aFrKEY1AZp6n37VqFtJjHojvjPDncNiP9yzuoRacU3o7Qknan14boB4Nhpfa7LciMoru',
  ],
  frank: [
    '23rNQoeadWzqBa5B5ZW4eswJ3smPq3mofgHoxx8vgQxy7YPNjb5yrocLSaBHbxAjhHFgGRwg4Mr7fB7Uxf4rNn6sHWECKVtHRni3sxbdU1DoJfAGLL617eSfs6TfXe1BUY4G',
    '5qjjynsZnxsfjkDrdjMHahsb362owsDSmJtoo35f3rTe4YCcaE56P6jd7TT3mpz9QuYWgSi9TYy8pGiGCyiPbmTX',
  ],
  issuer: [
    'u8XkdG5AzxPsAJzJFY2XWQa3ceBQ43NpRQ32Te9dPadBAjohPfzpeE89efgudWyZYdrZdvDckHZeKydDs82U9PkopoQcjZiSUvuBtfka5XgsuoAqft2Uku51LLwPwhduRx1',
    '4y8ig6jAHntEEcqnPJNcHfC27GK4DkB7FTo8cSgEx4jHYQPMcvLhDFN9nVvuUz3nsFJMXjwd1gz6yxLTMEveyb4W',
  ],
  auditor: [
    'rKQwXa5c1FneBwNP7qbfX1UeSDRitWFxTqkUGYoGejEcyYDsL6qRJ5Ca4vNbrQsKScVoXrj8WHWqAGnS8iZxetNfcN3rfvgcwTEuShyMuGgczkY3A17Jb1Lr5K8hRgbbxta',
    '2xqSAvK9G1VcQEtfSRmJtk1gG54v7xHkjGF69HpWnqxG9xq73oSQZ9y9ULH1b6VAWw5L7Vt6o31CrSg4c67xD2ia',
  ],
  licensor: [
    'xWrfTyMktmPx2Ry5RVGC42FYSPT9aM7XbDFVEZPmGE4YsFJTfP6EUV173u82DnNAH3hESDtbnSu5Q4upPgsrT6eFH7zwd8uaNjWTvffc9ZWAKLshPtkbgHDW6n3mXL1vaQ4',
    '56cRRF1hxGQPNYJFUfxdcHYrkypzdJgRquhN8hWWM9LA1fcSUw7GMcJnmsaXHV1Xb3TkJznKS4ccQ1Do3jzgqRLh',
  ],
  agent: [
    'nYMdwSVNUdrSd8gesaXkiyp8B1j1hCzSCmf5MEPwHUvgfwDZtMrvsXX3jNeoCRteqnhfHhxpxwac516UU4kCUoXUhRCPpV31aUg7Hm83QgfqdEi91BHK5npx3RV28aaA5n1',
    'B7EysHYg5XwCYybCFyMTxuHPn2txD1sk7yUrZNizmgiaFN2mFfCvzD2gruM5j2kCZjZLELo5cmcUWGQhUUVnbdR',
  ],
  faucet: [
    'o9pND7r7MmiFfPcPHhbyoce3Z31vA3NV4RAshc7y6vGkiiKwnKtkg87b2dhukqMrzQ4duYc3pers9CiYF6cbHws8Cn3P1k673xCVt6Q5bGEb4ZX8Am6deofj8RwHycrExBx',
    '3jcinHfnCcBZoo8FjMGrgkAskQsXdyBwDGA5NKo6DP2ZDgk3MJofNanp5QQiUiDxH2Xg18vMXaGG57JVwh1EsFzh',
  ],
  'node-1': [
    'ymh8XkuHwu8RGA7j1GzagUmKgfosDWEC2P3im8UzfC5L3Tw8vWzbnszbSKaXXsntAJxwe1zp5SoYosdubGtAcEEFh3LBwsKVetqchfQa6BaDx67hEFu6X5vk2KCqBmSxVQV',
    '4o6fxPxNPGwvyFM5Dj2LjWahRNuyvBzmXjirpGaFQWvt5YHL3kYGoHTKbWyRySFfz7ojfxCFLrhHUWJ3LHa7Ekp8',
  ],
  'node-2': [
    'nbrJjTXwkMkbXrmTUpDudDsmmZQmqKnpZCYXzhMyZfhxNrmF6wTGuESzUQ3Dehc3pUC3QfEYuk4b98JVemtAGd5onWfuSpgRvX3ms1J9TypxXidNp7h8BX14L74JUVPKw4Q',
    '5U5jhgB7vH1CSuhgWGxAoMhCamn1XqLXbqPUYhrVrijducvfcvp1k42KEqNoGbuoRA9A5hw55xzC4zP1rKoeNBb',
  ],
  'node-3': [
    'spVVi4zjhyJ4tXBNLapXU89BFoBi3ZKpTo3HDJt3Exjiye7MSzjxQVHhzkMj13Ba8ZBz69jK8A6yxoB1H6hVvsiWSF5ZMC9R4CMAJSUNW3mkKfVuZTRxhRttnuCo4rSbVMQ',
    '5F9GrGRUdC8mRxnDsEUdTzSBUmBcZdWbvvvXzL8CivLGA782HSwUiMdFFbRT2LQ5EW45KMR4ZQAjun8uhDo7zrUi',
  ],
  'node-4': [
    'xrvEM26zZ8oegXFXda54e1Tyb3Dpvznhr2fxug25yPCQBifKLCuuAFbNwAPS9ZCMwhGjaC5exmyrNJuKC2oudM63UE3tBFvyUh8g8xYAkdNEVQEneQqzRAeaA7byeFaeorv',
    '42gMGbtqDPghZTu5YZ8QEx5wzoEQ71jn1ECf6jzrjmqH257GmMnDQs2yG3gC7Wxx4nRG3oVGrqLmrWd4P42bhVNx',
  ],
  'node-5': [
    'tcipWmQ8v2qMucuLxeQSG4ZcAqKyRpvuNt1MjvvES1nud33ooj7xiDvnvU3bFxk3cdVmyZRQgJ47JtDJECBie7TZ7PkmvsfPJbrEhmbocuyZa8TheuTrKUbUnJQXE1CQTLq',
    '2uWQyHWWSctbVjSFzwXxT7ahaZ6e8mmHqgx3zSVwqLYahxf8Y2ExsUY1RccaMBemnXfXnB74AtEjQrjpSiFj9oMr',
  ],
  'node-6': [
    '21PYrBvY7mPowWg39a2XaTQU68C8iRRzYm1KG6exB9jfur5qaJJwn2xzYYWb7TXEtscnbjZcHdzf5TRsfLDtq54q5TPgfCKDoBede5FpnxEiqKCvcziho8HLkozMkUqcvSoq',
    '616ZxDzjhHyLu4CD6VgVQu7do3eJQonQXNbyAvjMhP4FtMUvjpPYWScJTAMJCUUKPPGYKbLxgdhi2CNpPgn8oLiD',
  ],
  'node-7': [
    'xmMRAnG7HbxPcYw8tgpmtwPsJVD24d78VdUhL1B4SeaMbA3wL2X3iqFbWhW5oi9kQB7f38Fd6zuZCc2mpo3AZyc8TDKaBhDEg83HdUVB9uirCQ8VJpPFt7Vn4gjXkbFJixV',
    '5BzL9Ljc552A6WsbB7tyk3b9UPXUyap9y6pX3aVNJx1KRuctbTwTE3LR3e9sn6kjaL8cxKv3fh6AozbYU9yqmNyE',
  ],
  'node-8': [
    '23EUby4MMfwBLaWLt5UHrmYNkdh2AZBBk1N5UfTo2Jtiv2GmqThXi8tuNBAzHRtJN91fz3w1ktukcPphPfJZxGkD5hMTLMHTB4rDmcWqC2b8nSJCMWvBR6PpafvrVECK4ZSx',
    '3f2AYK6epugc8jAGSRNtz38c7NtgkJaJRxVvsN4pd5zrCFWM3s6BnsYMgpgb54h5LHggJaYDsF2FG1Gmi443zsPt',
  ],
  'node-9': [
    '272B8LDQiMscefSoK4i2QJKdsxRZRDoZbkzkfKP8T4myTYm5ELyHfaF1xtJWCX2qQ5qTvBrrHpEN1vjB7vy2zAcjAUN4VMJcMqh7JceFGbhYKMtTj5kLKxVBuqbXbPToZ3VS',
    '3LwZsU4ARGvdfEqh7LTphBK8bhLMAmXtJ8ny4bNbo1GoU8Dvjfzjtj4rKdN6bRsh5RKAoH9VrbXv7WizmjPf811U',
  ],
  'node-10': [
    '26Vi8zcEmmgw6BHfGzevfTwLgEsjnk5FvQSJKvuN3mRePU3KN9GyJPRA3J3zMAEgSgw2Lsosj2dWLqsguVf986e4jXTauj99EL7R5FXSEGoayrcqjB7GkmAzqXrjeSEH95Xc',
    '5HnU7XP5cYtNfm8TvPDMgqAA4t9Dk8JMog98snKe1Qb3TdRVaU9L1yMpMGnsuKxQu4MNpEV9b36ugiWbvX7L5MXg',
  ],
};
