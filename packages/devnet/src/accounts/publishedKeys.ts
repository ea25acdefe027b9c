/** Public account and shielded address of the published words, so that nobody waits for key derivation. Spec: 13 §3.3 */
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
};
